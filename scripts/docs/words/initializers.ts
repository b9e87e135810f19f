import type { WordTable } from './words.ts'

export const initializerWords: WordTable = {
  zeros: {
    formula: 'w = 0',
    en: {
      what: 'All weights 0. Units of a layer then get the same gradient and stay copies of each other.',
      when: 'For biases. For weights only to see the failure.',
    },
    ko: {
      what: '모든 가중치가 0입니다. 한 층의 유닛들이 같은 기울기를 받아 서로 복사본으로 남습니다.',
      when: '편향에. 가중치에는 실패를 보려 할 때만.',
    },
  },
  constant: {
    formula: 'w = value',
    en: {
      what: 'All weights the same number: as with zeros, the units of a layer never differ.',
      when: 'For biases and scales that should start at a known value.',
    },
    ko: {
      what: '모든 가중치가 같은 수입니다. 0일 때처럼 한 층의 유닛들이 끝내 달라지지 않습니다.',
      when: '정해진 값에서 시작할 편향과 척도에.',
    },
  },
  normal: {
    formula: 'w ~ N(mean, standardDeviation²)',
    en: {
      what: 'Normal with a deviation that ignores the layer’s size.',
      when: 'To reproduce old settings: 0.01 lets deep signals die, 1 saturates sigmoids.',
    },
    ko: {
      what: '층의 크기를 보지 않는 표준편차의 정규분포입니다.',
      when: '옛 설정을 재현할 때. 0.01이면 깊은 곳의 신호가 죽고, 1이면 시그모이드가 포화합니다.',
    },
  },
  truncatedNormal: {
    formula: 'w ~ N(mean, standardDeviation²), within two deviations',
    en: {
      what: 'Normal without its tails; the deviation of what is drawn is 0.88 of the setting.',
      when: 'For embeddings and transformers, where 0.02 is the habit.',
    },
    ko: {
      what: '꼬리를 자른 정규분포입니다. 뽑힌 값의 표준편차는 설정의 0.88배입니다.',
      when: '임베딩과 트랜스포머에. 0.02가 관례입니다.',
    },
  },
  uniform: {
    formula: 'w ~ U(−limit, limit)',
    en: {
      what: 'Uniform between fixed limits, whatever the layer’s size.',
      when: 'For embeddings, and to reproduce old settings.',
    },
    ko: {
      what: '층의 크기와 상관없이 정해진 범위의 균등분포입니다.',
      when: '임베딩에, 옛 설정을 재현할 때.',
    },
  },
  lecunNormal: {
    formula: 'w ~ N(0, 1 / fanIn)',
    en: {
      what: 'Keeps the variance of signals through layers that are linear around 0.',
      when: 'With SELU, and with linear layers.',
    },
    ko: {
      what: '0 근처에서 선형인 층을 지나는 신호의 분산을 지킵니다.',
      when: 'SELU와, 그리고 선형층과 함께.',
    },
  },
  lecunUniform: {
    formula: 'w ~ U(−√(3 / fanIn), √(3 / fanIn))',
    en: {
      what: 'As `lecunNormal`, from a uniform distribution.',
      when: 'Where no single weight may start large.',
    },
    ko: { what: '`lecunNormal`과 같되 균등분포입니다.', when: '처음부터 큰 가중치가 하나도 없어야 할 때.' },
  },
  lecunTruncated: {
    formula: 'variance 1 / fanIn, within two deviations',
    en: {
      what: 'As `lecunNormal` without its tails, at the same variance.',
      when: 'Where the rare large weight of a normal distribution disturbs.',
    },
    ko: {
      what: '꼬리를 자르고 분산은 같게 둔 `lecunNormal`입니다.',
      when: '정규분포의 드문 큰 가중치가 방해될 때.',
    },
  },
  xavierNormal: {
    formula: 'w ~ N(0, 2 / (fanIn + fanOut))',
    en: {
      what: 'A compromise between keeping the variance of signals (1 / fanIn) and of gradients (1 / fanOut).',
      when: 'With tanh, sigmoid, softmax and linear layers. Under ReLU the mean square of signals halves with every layer.',
    },
    ko: {
      what: '신호의 분산(1 / fanIn)과 기울기의 분산(1 / fanOut)을 지키려는 절충입니다.',
      when: 'tanh, 시그모이드, softmax, 선형층과 함께. ReLU와 쓰면 층마다 신호의 제곱 평균이 절반으로 줄어듭니다.',
    },
  },
  xavierUniform: {
    formula: 'w ~ U(−√(6 / (fanIn + fanOut)), √(6 / (fanIn + fanOut)))',
    en: {
      what: 'As `xavierNormal`, from a uniform distribution: the paper’s own form.',
      when: 'As `xavierNormal`.',
    },
    ko: {
      what: '`xavierNormal`과 같되 균등분포로, 논문의 원래 형태입니다.',
      when: '`xavierNormal`과 같습니다.',
    },
  },
  xavierTruncated: {
    formula: 'variance 2 / (fanIn + fanOut), within two deviations',
    en: { what: 'As `xavierNormal` without its tails, at the same variance.', when: 'As `xavierNormal`.' },
    ko: { what: '꼬리를 자르고 분산은 같게 둔 `xavierNormal`입니다.', when: '`xavierNormal`과 같습니다.' },
  },
  textbookXavier: {
    formula: 'w ~ N(0, 1 / fanIn)',
    en: {
      what: 'The form 1/√n that textbooks call Xavier’s; it is LeCun’s, and looks at the inputs alone.',
      when: 'To follow such a book, and to see how little it differs where layers are of one width.',
    },
    ko: {
      what: '교과서가 Xavier라고 부르는 1/√n 형태입니다. 실은 LeCun의 것이며 입력 수만 봅니다.',
      when: '그런 책을 따라 할 때, 층의 너비가 같으면 차이가 얼마나 작은지 볼 때.',
    },
  },
  heNormal: {
    formula: 'w ~ N(0, 2 / fanIn)',
    en: {
      what: 'Twice LeCun’s variance, because a rectifier halves the second moment of what it is given.',
      when: 'With ReLU and its relatives, at any depth.',
    },
    ko: {
      what: 'LeCun 분산의 두 배입니다. ReLU가 들어온 신호의 제곱 평균을 절반으로 줄이기 때문입니다.',
      when: 'ReLU와 그 친척들과 함께, 어떤 깊이에서도.',
    },
  },
  heUniform: {
    formula: 'w ~ U(−√(6 / fanIn), √(6 / fanIn))',
    en: { what: 'As `heNormal`, from a uniform distribution.', when: 'As `heNormal`.' },
    ko: { what: '`heNormal`과 같되 균등분포입니다.', when: '`heNormal`과 같습니다.' },
  },
  heTruncated: {
    formula: 'variance 2 / fanIn, within two deviations',
    en: { what: 'As `heNormal` without its tails, at the same variance.', when: 'As `heNormal`.' },
    ko: { what: '꼬리를 자르고 분산은 같게 둔 `heNormal`입니다.', when: '`heNormal`과 같습니다.' },
  },
  orthogonal: {
    formula: 'WᵀW = gain² · I',
    en: {
      what: 'A random rotation: signals keep their length exactly through any depth of linear layers.',
      when: 'For recurrent weights and for very deep networks without normalization.',
    },
    ko: {
      what: '무작위 회전입니다. 선형층이 아무리 깊어도 신호의 길이가 정확히 보존됩니다.',
      when: '순환 가중치에, 정규화 없는 아주 깊은 신경망에.',
    },
  },
  identity: {
    formula: 'W = gain · I',
    en: {
      what: 'The layer begins by handing on its input.',
      when: 'For recurrent weights with ReLU (Le et al. 2015) and for layers added to a trained network.',
    },
    ko: {
      what: '처음에는 입력을 그대로 넘겨주는 층이 됩니다.',
      when: 'ReLU를 쓰는 순환 가중치에(Le 외 2015), 학습된 신경망에 덧붙이는 층에.',
    },
  },
}
