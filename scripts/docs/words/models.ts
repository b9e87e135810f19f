import type { WordTable } from './words.ts'

export const modelWords: WordTable = {
  boltzmannMachine: {
    formula: 'E(s) = −½ Σ wᵢⱼ sᵢ sⱼ − Σ bᵢ sᵢ, P(s) = e^(−E(s)) / Z',
    en: {
      what: 'Binary units, every two of them coupled, that take states of low energy more often. Sampled unit by unit (Gibbs); up to 20 units also summed up exactly.',
      when: 'To understand energy-based models; learning needs samples and is slow.',
    },
    ko: {
      what: '둘씩 모두 이어진 이진 유닛들로, 에너지가 낮은 상태를 더 자주 갖습니다. 유닛 하나씩 표본을 뽑고(깁스), 유닛이 20개까지면 정확한 합도 구합니다.',
      when: '에너지 기반 모델을 이해할 때. 학습에 표본이 필요해 느립니다.',
    },
  },
  restrictedBoltzmannMachine: {
    formula: 'E(v, h) = −b·v − c·h − vᵀWh',
    en: {
      what: 'No couplings within the visible or the hidden units, so that given one group the other is independent and drawn at once.',
      when: 'For binary data, features without labels, and as the first layers of older deep networks.',
    },
    ko: {
      what: '보이는 유닛끼리, 숨은 유닛끼리는 이어지지 않습니다. 한쪽이 주어지면 다른 쪽은 서로 독립이라 한 번에 뽑습니다.',
      when: '이진 데이터에, 라벨 없는 특징에, 초기 심층 신경망의 첫 층으로.',
    },
  },
  contrastiveDivergence: {
    formula: 'ΔW = η (⟨vhᵀ⟩ of the data − ⟨vhᵀ⟩ after k steps of sampling)',
    en: {
      what: 'Pulls the energy of the data down and that of what the machine dreams up. Chains that start at the data (CD-k) or go on (`persistent`).',
      when: 'To train a restricted Boltzmann machine; `persistent` for a better likelihood in the end.',
    },
    ko: {
      what: '데이터의 에너지는 낮추고 기계가 꿈꾸는 것의 에너지는 높입니다. 사슬은 데이터에서 시작하거나(CD-k) 이어집니다(`persistent`).',
      when: '제한 볼츠만 머신을 학습할 때. 끝에 더 좋은 가능도를 원하면 `persistent`.',
    },
  },
  prototypicalNetwork: {
    formula: 'softmax over −‖f(q) − mean of f(support)‖²',
    en: {
      what: 'Learns an embedding in which each class gathers around the mean of its few examples.',
      when: 'The first choice when classes come with one or a few examples.',
    },
    ko: {
      what: '클래스마다 몇 안 되는 예의 평균 둘레로 모이는 임베딩을 배웁니다.',
      when: '클래스에 예가 하나나 몇 개뿐일 때의 첫 번째 선택.',
    },
  },
  matchingNetwork: {
    formula: 'P(class) = Σ over its examples of softmax(10 cos(f(q), f(s)))',
    en: {
      what: 'Every example votes for its class, by the angle between embeddings.',
      when: 'When the examples of a class are unlike each other, so that their mean says little.',
    },
    ko: {
      what: '예마다 임베딩 사이의 각으로 자기 클래스에 투표합니다.',
      when: '한 클래스의 예들이 서로 달라 평균이 별 뜻이 없을 때.',
    },
  },
  siameseNetwork: {
    formula: 'P(same class) = σ(Σ αⱼ |f(a)ⱼ − f(b)ⱼ| + β)',
    en: {
      what: 'Two copies of one network and the learned weight of each difference: are the two of one class?',
      when: 'When the question is about pairs: faces, signatures, duplicates.',
    },
    ko: {
      what: '한 신경망의 복사본 둘과, 차이마다 배운 가중치로 둘이 같은 클래스인지 묻습니다.',
      when: '얼굴, 서명, 중복처럼 쌍에 대해 물을 때.',
    },
  },
  nearestNeighbour: {
    formula: 'the class of argmin ‖x − s‖²',
    en: {
      what: 'The class of the nearest example; nothing is learnt. On raw inputs the baseline of one-shot learning.',
      when: 'To know what an embedding is worth.',
    },
    ko: {
      what: '가장 가까운 예의 클래스입니다. 배우는 것이 없습니다. 원본 입력에 쓰면 원샷 학습의 기준입니다.',
      when: '임베딩이 얼마나 값진지 알아볼 때.',
    },
  },
  generativeAdversarialNetwork: {
    formula: 'D: max ln D(x) + ln(1 − D(G(z))); G: max ln D(G(z)); penalty ½γ E‖∇ₓD(x)‖²',
    en: {
      what: 'A generator and a discriminator against each other. Batch norm stands behind every hidden product of the generator, not behind its output, nor at the discriminator’s input; networks that break this are refused.',
      when: 'To draw new examples like the data. A small `gradientPenalty` (R₁) keeps the two from circling.',
    },
    ko: {
      what: '생성기와 판별기가 겨룹니다. 배치 정규화는 생성기의 숨은 곱마다 두되 출력에는 두지 않고, 판별기의 입력에도 두지 않습니다. 이를 어긴 신경망은 거절합니다.',
      when: '데이터를 닮은 새 예를 뽑을 때. 작은 `gradientPenalty`(R₁)가 둘이 맴도는 것을 막습니다.',
    },
  },
  ensembleAverage: {
    formula: 'p = (1/n) Σ softmax(fᵢ(x))',
    en: {
      what: 'The mean of several models’ probabilities. Its log loss is never above the mean of its members’ (Jensen).',
      when: 'When a better answer is worth several times the computation.',
    },
    ko: {
      what: '여러 모델의 확률을 평균합니다. 로그 손실이 구성원들의 평균보다 커지지 않습니다(옌센).',
      when: '몇 배의 계산을 들여서라도 더 나은 답이 필요할 때.',
    },
  },
  snapshots: {
    formula: 'weights at the end of each cycle of the learning rate',
    en: {
      what: 'The members of an ensemble from one run: each restart of the learning rate ends in another minimum.',
      when: 'With `cosineWithRestarts`, for an ensemble at the price of one model.',
    },
    ko: {
      what: '실행 하나에서 얻는 앙상블의 구성원입니다. 학습률이 다시 시작할 때마다 다른 최소점에서 끝납니다.',
      when: '`cosineWithRestarts`와 함께, 모델 하나의 값으로 앙상블을 얻을 때.',
    },
  },
  monteCarloDropout: {
    formula: 'mean and standard deviation of f(x; mᵢ) over random masks mᵢ',
    en: {
      what: 'Predictions with dropout on: how far the masks disagree says how little the data has to say there.',
      when: 'For a rough measure of certainty from a network with dropout, without training more.',
    },
    ko: {
      what: '드롭아웃을 켠 채 예측합니다. 마스크들이 엇갈리는 만큼 그 자리에 대해 데이터가 아는 것이 적습니다.',
      when: '드롭아웃이 있는 신경망에서 더 학습하지 않고 확신의 정도를 어림할 때.',
    },
  },
  discriminativeRates: {
    formula: 'ηₗ = η / factor^(L − l)',
    en: {
      what: 'The nearer a layer is to the input, the lower its learning rate: early features are general, late ones are not.',
      when: 'In transfer learning, once everything is thawed.',
    },
    ko: {
      what: '입력에 가까운 층일수록 학습률이 낮습니다. 앞의 특징은 두루 쓰이고 뒤의 것은 그렇지 않습니다.',
      when: '전이 학습에서 모두 녹인 뒤에.',
    },
  },
}
