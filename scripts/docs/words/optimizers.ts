import type { WordTable } from './words.ts'

export const optimizerWords: WordTable = {
  gradientDescent: {
    formula: 'θ ← θ − ηg, g over the whole data set',
    en: {
      what: 'Down the true slope, one step for each pass over the data. On a quadratic it converges for η below 2 / the largest curvature.',
      when: 'For small data sets, and as the yardstick for everything else.',
    },
    ko: {
      what: '참된 기울기를 따라, 데이터를 한 번 돌 때마다 한 걸음 내려갑니다. 이차 함수에서는 η가 2 / 최대 곡률보다 작으면 수렴합니다.',
      when: '작은 데이터에, 그리고 나머지 모두의 기준으로.',
    },
  },
  sgd: {
    formula: 'θ ← θ − ηg',
    en: {
      what: 'Gradient descent on a batch at a time: many cheap, noisy steps. In a valley it zigzags between the walls.',
      when: 'With a schedule, when the last bit of generalisation is worth the search for a learning rate.',
    },
    ko: {
      what: '배치 하나씩 하는 경사 하강입니다. 싸고 잡음 섞인 걸음을 많이 뗍니다. 골짜기에서는 벽 사이를 지그재그로 갑니다.',
      when: '학습률을 찾는 수고를 들여서라도 일반화를 끝까지 끌어올릴 때, 스케줄과 함께.',
    },
  },
  momentum: {
    formula: 'b ← αb + g, θ ← θ − ηb',
    en: {
      what: 'A heavy ball: steps in a lasting direction add up, those to and fro cancel. It overshoots and comes back.',
      when: 'In place of plain SGD nearly always; a tenth of its learning rate.',
    },
    ko: {
      what: '무거운 공입니다. 한결같은 방향의 걸음은 쌓이고 오가는 걸음은 지워집니다. 지나쳤다가 되돌아옵니다.',
      when: '거의 언제나 그냥 SGD 대신. 학습률은 그 10분의 1로.',
    },
  },
  nesterov: {
    formula: 'b ← αb + g(θ + αv), θ ← θ − ηb; kept is the look-ahead point',
    en: {
      what: 'Momentum that takes the gradient where it is about to be, and so brakes in time.',
      when: 'As momentum, where its overshooting disturbs.',
    },
    ko: {
      what: '곧 닿을 자리의 기울기를 쓰는 모멘텀으로, 제때 속도를 줄입니다.',
      when: '모멘텀을 쓸 곳에서, 지나침이 거슬릴 때.',
    },
  },
  adaGrad: {
    formula: 'h ← h + g², θ ← θ − ηg / (√h + ε)',
    en: {
      what: 'Each element has a rate of its own, which falls with all the gradients it has seen: rare features take large steps. It never speeds up again.',
      when: 'For sparse features and convex problems.',
    },
    ko: {
      what: '원소마다 제 학습률이 있고, 지금까지 본 기울기가 쌓일수록 줄어듭니다. 드문 특징은 크게 움직입니다. 다시 빨라지지는 않습니다.',
      when: '희소한 특징과 볼록한 문제에.',
    },
  },
  adadelta: {
    formula: 'θ ← θ − g · RMS(Δ) / RMS(g)',
    en: {
      what: 'Steps in the parameters’ own unit, from the sizes of past steps: without a learning rate, and unmoved by a factor on the loss. It starts slowly.',
      when: 'When no learning rate can be searched for.',
    },
    ko: {
      what: '지난 걸음의 크기에서 매개변수의 단위로 걸음을 정합니다. 학습률이 없고, 손실에 상수를 곱해도 그대로입니다. 시작이 느립니다.',
      when: '학습률을 찾아볼 수 없을 때.',
    },
  },
  rmsProp: {
    formula: 'h ← ρh + (1 − ρ)g², θ ← θ − ηg / (√h + ε)',
    en: {
      what: 'AdaGrad with a running average for the sum, so that it does not stall.',
      when: 'For recurrent networks and targets that move, as in reinforcement learning.',
    },
    ko: {
      what: '합 대신 이동 평균을 쓰는 AdaGrad로, 멈추지 않습니다.',
      when: '순환 신경망에, 강화 학습처럼 목표가 움직일 때.',
    },
  },
  adam: {
    formula: 'm ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − ηm̂ / (√v̂ + ε)',
    en: {
      what: 'RMSProp with momentum, both averages corrected for having begun at 0: the first step is η whatever the size of the gradient.',
      when: 'The first choice when there is no time to tune.',
    },
    ko: {
      what: '모멘텀이 있는 RMSProp으로, 두 평균이 0에서 시작한 치우침을 바로잡습니다. 첫 걸음은 기울기의 크기와 상관없이 η입니다.',
      when: '조정할 시간이 없을 때의 첫 번째 선택.',
    },
  },
  amsGrad: {
    formula: 'v̄ ← max(v̄, v), θ ← θ − ηm̂ / (√v̄ + ε)',
    en: {
      what: 'Adam with the largest second moment so far: no rate ever grows again, which mends the proof of convergence.',
      when: 'Where Adam comes near a solution and then jumps away.',
    },
    ko: {
      what: '지금까지 가장 큰 이차 모멘트를 쓰는 Adam입니다. 어떤 학습률도 다시 커지지 않아 수렴 증명이 성립합니다.',
      when: 'Adam이 해에 가까이 갔다가 튀어 나갈 때.',
    },
  },
  adamW: {
    formula: 'θ ← θ − η(m̂ / (√v̂ + ε) + λθ)',
    en: {
      what: 'Adam whose weight decay stands beside the adaptive scale and is not divided by it.',
      when: 'The first choice for transformers, and wherever Adam needs regularization.',
    },
    ko: {
      what: '가중치 감쇠를 적응 척도 옆에 따로 두어, 척도로 나누지 않는 Adam입니다.',
      when: '트랜스포머의 첫 번째 선택. Adam에 규제가 필요한 곳이면 어디나.',
    },
  },
  adaMax: {
    formula: 'u ← max(β₂u, |g|), θ ← θ − ηm̂ / u',
    en: {
      what: 'Adam with the largest recent gradient for a scale: steps are at most about η.',
      when: 'When rare huge gradients upset Adam, as with embeddings.',
    },
    ko: {
      what: '최근의 가장 큰 기울기를 척도로 쓰는 Adam입니다. 걸음이 대략 η를 넘지 않습니다.',
      when: '임베딩처럼 드물게 큰 기울기가 Adam을 흔들 때.',
    },
  },
  nAdam: {
    formula: 'θ ← θ − η(μₜ₊₁m / (1 − Πₜ₊₁) + (1 − μₜ)g / (1 − Πₜ)) / (√v̂ + ε)',
    en: {
      what: 'Adam that looks ahead as Nesterov does.',
      when: 'As Adam; often a little faster at the start.',
    },
    ko: {
      what: 'Nesterov처럼 앞을 내다보는 Adam입니다.',
      when: 'Adam과 같습니다. 처음에 조금 더 빠를 때가 많습니다.',
    },
  },
  rAdam: {
    formula: 'θ ← θ − ηrₜm̂ / √v̂ once v rests on enough gradients, before that θ − ηm̂',
    en: {
      what: 'Adam that does not trust its scale before it has seen enough: a warm-up without a setting.',
      when: 'In place of Adam with a warm-up.',
    },
    ko: {
      what: '충분히 보기 전에는 제 척도를 믿지 않는 Adam입니다. 설정이 필요 없는 예열입니다.',
      when: '예열을 쓰는 Adam 대신.',
    },
  },
  lion: {
    formula: 'θ ← θ − η · sign(β₁m + (1 − β₁)g), m ← β₂m + (1 − β₂)g',
    en: {
      what: 'Every element moves by η; only the sign counts. It remembers one number for each weight.',
      when: 'For large models and batches, with three to ten times less learning rate than Adam and as much more decay.',
    },
    ko: {
      what: '모든 원소가 η만큼 움직이고 부호만 봅니다. 가중치마다 수 하나만 기억합니다.',
      when: '큰 모델과 큰 배치에. 학습률은 Adam의 3~10분의 1, 감쇠는 그만큼 크게.',
    },
  },
  lamb: {
    formula: 'θ ← θ − η(‖θ‖ / ‖r + λθ‖)(r + λθ), r = m̂ / (√v̂ + ε)',
    en: {
      what: 'Adam whose step in each parameter is as large as η times that parameter’s norm.',
      when: 'For very large batches.',
    },
    ko: {
      what: '매개변수마다 걸음이 그 노름의 η배가 되는 Adam입니다.',
      when: '아주 큰 배치에.',
    },
  },
  lars: {
    formula: 'b ← αb + κ‖w‖ / (‖g‖ + λ‖w‖) · (g + λw), w ← w − ηb',
    en: {
      what: 'Momentum whose steps are, layer by layer, in proportion to the weights.',
      when: 'For convolutional networks with very large batches.',
    },
    ko: {
      what: '층마다 걸음이 가중치의 크기에 비례하는 모멘텀입니다.',
      when: '배치가 아주 큰 합성곱 신경망에.',
    },
  },
  adafactor: {
    formula:
      'θ ← θ − η · max(ε₂, RMS(θ)) · U / max(1, RMS(U) / d), U = g / √V̂, V̂ from means of rows and columns',
    en: {
      what: 'Adam’s second moment kept as means of rows and columns: n + m numbers in place of n · m.',
      when: 'When the optimizer’s memory is what limits the model.',
    },
    ko: {
      what: 'Adam의 이차 모멘트를 행과 열의 평균으로 간직합니다. n · m개 대신 n + m개면 됩니다.',
      when: '옵티마이저의 메모리가 모델의 크기를 막을 때.',
    },
  },
  muon: {
    formula: 'W ← W − η√max(1, out / in) · UVᵀ of the momentum',
    en: {
      what: 'Matrices move along the nearest orthogonal matrix to their momentum, so that every direction gets its share; all else follows Adam, as does the point in the picture.',
      when: 'For the inner matrices of large networks.',
    },
    ko: {
      what: '행렬은 모멘텀에 가장 가까운 직교 행렬을 따라 움직여, 모든 방향이 제 몫을 얻습니다. 나머지는 Adam을 따르며, 그림의 점도 그렇습니다.',
      when: '큰 신경망의 안쪽 행렬에.',
    },
  },
  scheduleFreeSgd: {
    formula: 'z ← z − ηg(y), x ← average of z, y between z and x',
    en: {
      what: 'SGD that evaluates and keeps an average of its iterates, in place of a schedule.',
      when: 'When the end of training is not known beforehand.',
    },
    ko: {
      what: '스케줄 대신 지나온 점들의 평균을 평가하고 간직하는 SGD입니다.',
      when: '학습이 언제 끝날지 미리 알 수 없을 때.',
    },
  },
  scheduleFreeAdamW: {
    formula: 'z ← z − η(g / (√v̂ + ε) + λy), x ← average of z, y between z and x',
    en: {
      what: 'The same around AdamW’s scale: averaging takes the place of momentum and of the schedule.',
      when: 'In place of AdamW with a schedule.',
    },
    ko: {
      what: 'AdamW의 척도에 같은 생각을 씁니다. 평균이 모멘텀과 스케줄의 자리를 대신합니다.',
      when: '스케줄을 쓰는 AdamW 대신.',
    },
  },
  rProp: {
    formula: 'Δ ← Δ · η⁺ while the sign of g stays, Δ · η⁻ when it turns; θ ← θ − sign(g)Δ',
    en: {
      what: 'Each element has its own step, which grows while the sign of its gradient stays; the gradient’s size counts for nothing.',
      when: 'With the whole data set as one batch; over small batches signs are noise.',
    },
    ko: {
      what: '원소마다 제 걸음이 있고, 기울기의 부호가 그대로면 커집니다. 기울기의 크기는 보지 않습니다.',
      when: '데이터 전체를 한 배치로 쓸 때. 작은 배치에서는 부호가 잡음입니다.',
    },
  },
  sam: {
    formula: 'g at θ + ρg / ‖g‖ in place of g at θ',
    en: {
      what: 'Takes the gradient at the worst point nearby, around any optimizer: for minima whose surroundings are low too. Two evaluations an update.',
      when: 'When generalisation is worth twice the time.',
    },
    ko: {
      what: '가까운 곳 가운데 가장 나쁜 점의 기울기를 씁니다. 어떤 옵티마이저에나 두르며, 주변까지 낮은 최소점을 찾습니다. 갱신마다 두 번 계산합니다.',
      when: '일반화를 위해 시간을 두 배 쓸 만할 때.',
    },
  },
  lookahead: {
    formula: 'after k updates of θ: φ ← φ + α(θ − φ), θ ← φ',
    en: {
      what: 'Fast weights run ahead with any optimizer, slow ones follow a part of the way.',
      when: 'To calm an optimizer that swings.',
    },
    ko: {
      what: '빠른 가중치가 어떤 옵티마이저로든 앞서가고, 느린 가중치가 그 길의 일부를 따라갑니다.',
      when: '흔들리는 옵티마이저를 가라앉힐 때.',
    },
  },
  clipByValue: {
    formula: 'g ← min(max(g, −c), c)',
    en: {
      what: 'Limits every element of the gradient, which may turn its direction.',
      when: 'Against single wild elements.',
    },
    ko: {
      what: '기울기의 원소마다 크기를 제한합니다. 방향이 바뀔 수 있습니다.',
      when: '튀는 원소 몇 개를 막을 때.',
    },
  },
  clipByNorm: {
    formula: 'g ← g · min(1, c / ‖g‖), for each parameter',
    en: {
      what: 'Limits the length of each parameter’s gradient, and keeps its direction.',
      when: 'When one layer’s gradient explodes now and then.',
    },
    ko: {
      what: '매개변수마다 기울기의 길이를 제한하고 방향은 지킵니다.',
      when: '한 층의 기울기가 이따금 폭발할 때.',
    },
  },
  clipByGlobalNorm: {
    formula: 'g ← g · min(1, c / ‖all gradients‖)',
    en: {
      what: 'Limits the length of the whole gradient, and keeps its direction.',
      when: 'For recurrent networks and transformers: the usual form.',
    },
    ko: {
      what: '기울기 전체의 길이를 제한하고 방향은 지킵니다.',
      when: '순환 신경망과 트랜스포머에. 가장 흔한 형태입니다.',
    },
  },
  adaptiveClip: {
    formula: 'unit by unit: g ← g · min(1, c · max(‖w‖, ε) / ‖g‖)',
    en: {
      what: 'Limits a unit’s gradient in proportion to its weights.',
      when: 'In networks without normalization, with large batches.',
    },
    ko: {
      what: '유닛의 기울기를 그 가중치에 비례해 제한합니다.',
      when: '정규화 없는 신경망에서 배치가 클 때.',
    },
  },
  accumulate: {
    formula: 'one update with the mean of n gradients',
    en: {
      what: 'Gathers the gradients of several batches for one update: the effect of a large batch in the memory of a small one.',
      when: 'When the batch that is wanted does not fit.',
    },
    ko: {
      what: '여러 배치의 기울기를 모아 한 번 갱신합니다. 작은 배치의 메모리로 큰 배치의 효과를 냅니다.',
      when: '원하는 배치가 메모리에 들어가지 않을 때.',
    },
  },
  skipNonFinite: {
    formula: 'no update where any gradient is NaN or ±∞',
    en: {
      what: 'Leaves out updates that would spoil the weights.',
      when: 'When rare examples overflow and the run should go on.',
    },
    ko: { what: '가중치를 망칠 갱신을 건너뜁니다.', when: '드문 예가 넘쳐도 실행을 이어가야 할 때.' },
  },
  parameterGroups: {
    formula: 'options by the path of a parameter',
    en: {
      what: 'Another learning rate, decay or freezing for some of the parameters.',
      when: 'For fine-tuning: a small rate below, a larger one on top.',
    },
    ko: {
      what: '일부 매개변수에 다른 학습률과 감쇠를 주거나 얼립니다.',
      when: '미세 조정에: 아래층은 작게, 위층은 크게.',
    },
  },
  exponentialMovingAverage: {
    formula: 'θ̄ ← δθ̄ + (1 − δ)θ',
    en: {
      what: 'Evaluates and keeps a running average of the weights, which swings less than they do.',
      when: 'Nearly always worth trying at the end of long runs.',
    },
    ko: {
      what: '가중치의 이동 평균을 평가하고 간직합니다. 가중치 자신보다 덜 흔들립니다.',
      when: '긴 실행의 끝에는 거의 언제나 해볼 만합니다.',
    },
  },
  stochasticWeightAveraging: {
    formula: 'θ̄ = mean of θ from some update on',
    en: {
      what: 'The plain mean of the weights along the last part of a run.',
      when: 'With a constant or cyclic learning rate at the end.',
    },
    ko: {
      what: '실행의 마지막 부분을 지나온 가중치의 단순 평균입니다.',
      when: '마지막에 일정하거나 주기적인 학습률을 쓸 때.',
    },
  },
  weightDecay: {
    formula: 'coupled: g ← g + λθ; decoupled: θ ← θ − ηλθ beside the update',
    en: {
      what: 'Draws weights towards 0. For SGD both forms are the same; for adaptive methods the coupled one is divided by their scale and hardly regularizes. Biases and normalization are left out by default.',
      when: 'Against overfitting; decoupled with Adam and its relatives.',
    },
    ko: {
      what: '가중치를 0 쪽으로 당깁니다. SGD에서는 두 형태가 같고, 적응 방법에서는 결합된 형태가 척도로 나뉘어 규제 효과가 약해집니다. 편향과 정규화는 기본으로 제외합니다.',
      when: '과적합을 막을 때. Adam과 그 친척들에는 분리된 형태로.',
    },
  },
  l1: {
    formula: 'W ← sign(W) · max(|W| − ηλ, 0)',
    en: {
      what: 'Moves weights towards 0 and leaves them there: exact zeros.',
      when: 'When few of many inputs matter, or weights are to be pruned.',
    },
    ko: {
      what: '가중치를 0 쪽으로 옮기고 닿으면 그대로 둡니다. 정확한 0이 생깁니다.',
      when: '많은 입력 가운데 몇 개만 중요할 때, 가중치를 솎아낼 때.',
    },
  },
}
