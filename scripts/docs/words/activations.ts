import type { WordTable } from './words.ts'

export const activationWords: WordTable = {
  sigmoid: {
    formula: 'σ(x) = 1 / (1 + e⁻ˣ)',
    en: {
      what: 'Squeezes every number into (0, 1). Its slope is at most ¼, so gradients shrink from layer to layer.',
      when: 'For gates, and for probabilities at the output (with `binaryCrossEntropy`, which takes logits and needs no sigmoid layer). Hidden layers learn slowly with it.',
    },
    ko: {
      what: '모든 수를 (0, 1) 안으로 눌러 담습니다. 기울기가 ¼을 넘지 않아 층을 지날 때마다 기울기가 줄어듭니다.',
      when: '게이트에, 그리고 출력의 확률에 씁니다(`binaryCrossEntropy`는 로짓을 받으므로 시그모이드 층이 필요 없습니다). 은닉층에 쓰면 학습이 느립니다.',
    },
  },
  tanh: {
    formula: 'tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)',
    en: {
      what: 'Squeezes into (−1, 1), centred on 0, with slope 1 there: signals neither drift nor fade while they are small.',
      when: 'In recurrent networks and in small networks of few layers; with `xavierNormal`.',
    },
    ko: {
      what: '0을 중심으로 (−1, 1) 안으로 눌러 담고, 0에서 기울기가 1입니다. 신호가 작은 동안은 치우치지도 사라지지도 않습니다.',
      when: '순환 신경망과 층이 적은 작은 신경망에. `xavierNormal`과 함께 씁니다.',
    },
  },
  relu: {
    formula: 'max(0, x)',
    en: {
      what: 'Passes what is positive and stops the rest. Where it passes, the gradient passes whole; a unit that is never positive no longer learns.',
      when: 'The first choice for hidden layers of dense and convolutional networks; with `heNormal`.',
    },
    ko: {
      what: '양수는 그대로 보내고 나머지는 막습니다. 보내는 곳에서는 기울기도 온전히 지나갑니다. 늘 음수인 유닛은 더 배우지 못합니다.',
      when: '밀집 신경망과 합성곱 신경망의 은닉층에서 첫 번째 선택. `heNormal`과 함께 씁니다.',
    },
  },
  leakyRelu: {
    formula: 'x for x > 0, else slope · x',
    en: {
      what: 'A ReLU whose negative side keeps a small slope, so that no unit stops learning for good.',
      when: 'When many ReLU units have died: large learning rates, very deep networks, discriminators.',
    },
    ko: {
      what: '음수 쪽에도 작은 기울기를 남긴 ReLU로, 어떤 유닛도 영영 멈추지 않습니다.',
      when: '죽은 ReLU 유닛이 많을 때: 큰 학습률, 아주 깊은 신경망, 판별자.',
    },
  },
  pRelu: {
    formula: 'x for x > 0, else a · x, with a learnt',
    en: {
      what: 'A leaky ReLU whose slope is a parameter: one for the layer, or one for each feature.',
      when: 'In large convolutional networks with much data; in small ones the slope may overfit.',
    },
    ko: {
      what: '음수 쪽 기울기가 매개변수인 leaky ReLU입니다. 층마다 하나 또는 특징마다 하나.',
      when: '데이터가 많은 큰 합성곱 신경망에. 작은 신경망에서는 기울기가 과적합할 수 있습니다.',
    },
  },
  elu: {
    formula: 'x for x > 0, else α(eˣ − 1)',
    en: {
      what: 'A ReLU with a smooth negative side that levels off at −α: the mean output is nearer to 0.',
      when: 'In place of ReLU without batch normalization, when a little more computing is no matter.',
    },
    ko: {
      what: '음수 쪽이 매끄럽게 −α로 가라앉는 ReLU입니다. 출력의 평균이 0에 더 가깝습니다.',
      when: '배치 정규화 없이 ReLU를 대신할 때. 계산이 조금 더 듭니다.',
    },
  },
  selu: {
    formula: 'λx for x > 0, else λα(eˣ − 1); λ = 1.0507, α = 1.6733',
    en: {
      what: 'An ELU whose constants make mean 0 and variance 1 a fixed point: deep dense networks normalise themselves.',
      when: 'In deep dense networks with `lecunNormal` and alpha dropout, and without batch normalization.',
    },
    ko: {
      what: '평균 0과 분산 1이 고정점이 되도록 상수를 정한 ELU입니다. 깊은 밀집 신경망이 스스로 정규화됩니다.',
      when: '배치 정규화 없는 깊은 밀집 신경망에. `lecunNormal`과 알파 드롭아웃을 함께 씁니다.',
    },
  },
  gelu: {
    formula: 'x · Φ(x), Φ the normal distribution function',
    en: {
      what: 'A smooth ReLU that weighs x by how likely a normal number is below it; it dips to −0.17.',
      when: 'In transformers and other networks with layer normalization, where it is the habit.',
    },
    ko: {
      what: '정규분포의 수가 x보다 작을 확률로 x에 무게를 주는 매끄러운 ReLU입니다. −0.17까지 내려갔다 옵니다.',
      when: '트랜스포머처럼 층 정규화를 쓰는 신경망에. 그곳의 관례입니다.',
    },
  },
  silu: {
    formula: 'x · σ(x)',
    en: {
      what: 'A smooth ReLU with a dip of −0.28, also called swish.',
      when: 'In deep convolutional networks where ReLU is to be improved upon at the price of an exponential.',
    },
    ko: {
      what: '−0.28까지 내려갔다 오는 매끄러운 ReLU로, swish라고도 합니다.',
      when: '깊은 합성곱 신경망에서 지수 계산을 치르고 ReLU보다 나은 것을 바랄 때.',
    },
  },
  mish: {
    formula: 'x · tanh(ln(1 + eˣ))',
    en: {
      what: 'Like SiLU, a little steeper, with a dip of −0.31.',
      when: 'Where SiLU serves; it costs more and rarely differs much.',
    },
    ko: {
      what: 'SiLU와 비슷하지만 조금 더 가파르고 −0.31까지 내려갑니다.',
      when: 'SiLU를 쓸 곳에. 계산이 더 들고 결과는 크게 다르지 않은 때가 많습니다.',
    },
  },
  softplus: {
    formula: 'ln(1 + e^βx) / β',
    en: {
      what: 'A smooth ReLU that is positive everywhere; its slope is the sigmoid.',
      when: 'For outputs that must be positive, such as a scale or a rate.',
    },
    ko: {
      what: '어디서나 양수인 매끄러운 ReLU로, 기울기가 시그모이드입니다.',
      when: '척도나 비율처럼 양수여야 하는 출력에.',
    },
  },
  hardSigmoid: {
    formula: 'min(max(0, x / 6 + ½), 1)',
    en: {
      what: 'A sigmoid of three straight pieces.',
      when: 'For gates on small devices, where an exponential is dear.',
    },
    ko: { what: '직선 세 조각으로 된 시그모이드입니다.', when: '지수 계산이 비싼 작은 기기의 게이트에.' },
  },
  hardTanh: {
    formula: 'min(max(−1, x), 1)',
    en: {
      what: 'The identity between two bounds, constant outside.',
      when: 'To limit outputs, and for tanh on small devices.',
    },
    ko: {
      what: '두 경계 사이에서는 항등 함수, 밖에서는 상수입니다.',
      when: '출력을 제한할 때, 작은 기기에서 tanh 대신.',
    },
  },
  hardSwish: {
    formula: 'x · min(max(0, x / 6 + ½), 1)',
    en: {
      what: 'SiLU with the hard sigmoid for a gate.',
      when: 'In convolutional networks for small devices (MobileNetV3).',
    },
    ko: {
      what: '게이트로 hardSigmoid를 쓰는 SiLU입니다.',
      when: '작은 기기용 합성곱 신경망에(MobileNetV3).',
    },
  },
  relu6: {
    formula: 'min(max(0, x), 6)',
    en: {
      what: 'A ReLU that stops at 6, so that outputs fit few bits.',
      when: 'For networks that will run in fixed-point numbers.',
    },
    ko: {
      what: '6에서 멈추는 ReLU로, 출력이 적은 비트에 들어갑니다.',
      when: '고정 소수점으로 돌릴 신경망에.',
    },
  },
  softmax: {
    formula: 'eˣⁱ / Σⱼ eˣʲ',
    en: {
      what: 'Turns a row of logits into probabilities with sum 1; adding a constant to the row changes nothing.',
      when: 'To read a classifier’s outputs. In training leave it out: `crossEntropy` takes logits.',
    },
    ko: {
      what: '한 행의 로짓을 합이 1인 확률로 바꿉니다. 행에 상수를 더해도 그대로입니다.',
      when: '분류기의 출력을 읽을 때. 학습할 때는 빼세요. `crossEntropy`가 로짓을 받습니다.',
    },
  },
  logSoftmax: {
    formula: 'xᵢ − ln Σⱼ eˣʲ',
    en: {
      what: 'The logarithm of softmax, finite also where the probability would round to 0.',
      when: 'For log-likelihoods, and for losses of your own.',
    },
    ko: {
      what: 'softmax의 로그로, 확률이 0으로 반올림될 곳에서도 유한합니다.',
      when: '로그 가능도와 직접 만든 손실에.',
    },
  },
  maxout: {
    formula: 'max over k neighbouring features',
    en: {
      what: 'The largest of every k outputs of the layer before: a convex function whose pieces are learnt.',
      when: 'With dropout, when k times the parameters are affordable.',
    },
    ko: {
      what: '앞 층의 출력 k개마다 가장 큰 것을 고릅니다. 조각을 학습하는 볼록 함수입니다.',
      when: '드롭아웃과 함께, 매개변수를 k배 쓸 수 있을 때.',
    },
  },
  identity: {
    formula: 'x',
    en: {
      what: 'Leaves everything as it is. Layers with it in between are one linear layer.',
      when: 'At the output of a regression; elsewhere to show why activations are needed.',
    },
    ko: {
      what: '아무것도 바꾸지 않습니다. 사이에 이것만 있는 층들은 선형층 하나와 같습니다.',
      when: '회귀의 출력에. 다른 곳에서는 활성화 함수가 왜 필요한지 보이려고 씁니다.',
    },
  },
  step: {
    formula: '1 for x > 0, else 0',
    en: {
      what: 'The perceptron’s decision. Its gradient is 0, so nothing can be learnt through it.',
      when: 'To build logic gates by hand and to see why smooth activations took its place.',
    },
    ko: {
      what: '퍼셉트론의 판정입니다. 기울기가 0이라 이것을 거쳐서는 아무것도 배울 수 없습니다.',
      when: '논리 게이트를 손으로 만들 때, 매끄러운 활성화 함수가 왜 자리를 대신했는지 볼 때.',
    },
  },
}
