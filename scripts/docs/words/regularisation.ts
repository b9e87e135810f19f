import type { WordTable } from './words.ts'

export const regularisationWords: WordTable = {
  dropout: {
    formula: 'training: y = x · m / (1 − rate), m ~ Bernoulli(1 − rate); inference: y = x',
    en: {
      what: 'Each unit is away with probability `rate`, anew in each update, so that none can rely on another. The others are made larger in training, so inference needs no change.',
      when: 'Behind the activations of wide layers: 0.5 for hidden units, 0.2 for inputs. Not where the network underfits.',
    },
    ko: {
      what: '갱신마다 새로, 유닛이 `rate`의 확률로 빠지므로 어느 유닛도 다른 유닛에 기댈 수 없습니다. 남은 것을 학습 때 키우므로 추론에서는 바꿀 것이 없습니다.',
      when: '넓은 층의 활성화 뒤에. 은닉 유닛은 0.5, 입력은 0.2. 과소적합인 신경망에는 쓰지 마세요.',
    },
  },
  originalDropout: {
    formula: 'training: y = x · m; inference: y = x · (1 − rate)',
    en: {
      what: 'As first published: inference multiplies by the probability of keeping, not of removal. At 0.5 the two are the same; at 0.2 the wrong one ruins the network.',
      when: 'To reproduce old results, and to see that both forms agree in expectation.',
    },
    ko: {
      what: '처음 발표된 형태입니다. 추론에서 남길 확률을 곱합니다. 빠질 확률이 아닙니다. 0.5에서는 둘이 같지만 0.2에서 잘못 곱하면 신경망이 망가집니다.',
      when: '옛 결과를 재현할 때, 두 형태의 기댓값이 같음을 볼 때.',
    },
  },
  spatialDropout: {
    formula: 'as dropout, with one m for all places of a channel',
    en: {
      what: 'Whole channels are away. Neighbouring pixels are alike, so that dropping single ones takes little away.',
      when: 'Between convolutions.',
    },
    ko: {
      what: '채널이 통째로 빠집니다. 이웃 픽셀은 비슷해서 하나씩 빼서는 잃는 것이 별로 없습니다.',
      when: '합성곱 사이에.',
    },
  },
  alphaDropout: {
    formula: 'y = a (x · m + f · (1 − m)) + b, f = −λα, a and b such that mean 0 and variance 1 stay',
    en: {
      what: 'A dropped unit takes SELU’s lowest value instead of 0, and mean and variance are put back.',
      when: 'In networks of SELU, in the place of `dropout`.',
    },
    ko: {
      what: '빠진 유닛이 0 대신 SELU의 가장 낮은 값을 갖고, 평균과 분산을 되돌립니다.',
      when: 'SELU 신경망에서 `dropout` 대신.',
    },
  },
  gaussianNoise: {
    formula: 'training: y = x + N(0, σ²); inference: y = x',
    en: {
      what: 'Noise on what a layer is given; small noise on the inputs is a penalty on steep slopes, and for a linear model ridge regression.',
      when: 'When inputs are measured with errors, and as the first layer of small nets.',
    },
    ko: {
      what: '층이 받는 값에 잡음을 더합니다. 입력의 작은 잡음은 가파른 기울기에 주는 벌점이고, 선형 모델에서는 능형 회귀와 같습니다.',
      when: '입력에 측정 오차가 있을 때, 작은 신경망의 첫 층으로.',
    },
  },
  weightNoise: {
    formula: 'training: f(x; θ + N(0, σ²)); the gradient goes to θ',
    en: {
      what: 'Noise on a layer’s weights, anew in each update: only minima that are wide enough survive it.',
      when: 'For recurrent networks, from which the default comes.',
    },
    ko: {
      what: '갱신마다 새로 층의 가중치에 잡음을 더합니다. 충분히 넓은 최소점만 견딥니다.',
      when: '순환 신경망에. 기본값도 거기서 왔습니다.',
    },
  },
  earlyStopping: {
    formula: 'stop after `patience` evaluations without a better value; take the best weights back',
    en: {
      what: 'Ends the run when the validation loss no longer falls, and restores the weights of its lowest point. The loss turns before the accuracy does.',
      when: 'Nearly always: it costs a validation part and no computation.',
    },
    ko: {
      what: '검증 손실이 더 내려가지 않으면 실행을 끝내고 가장 낮던 때의 가중치를 되돌립니다. 손실이 정확도보다 먼저 돌아섭니다.',
      when: '거의 언제나. 검증 부분만 있으면 계산은 더 들지 않습니다.',
    },
  },
}
