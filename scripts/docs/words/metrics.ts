import type { WordTable } from './words.ts'

export const metricWords: WordTable = {
  accuracy: {
    formula: 'right / all',
    en: {
      what: 'The share of examples whose class is right. It has no useful gradient, so it is measured and not minimised.',
      when: 'When classes are about equally frequent and mistakes cost the same.',
    },
    ko: {
      what: '클래스를 맞힌 예의 비율입니다. 쓸 만한 기울기가 없어 최소화하지 않고 재기만 합니다.',
      when: '클래스의 빈도가 비슷하고 실수의 값이 같을 때.',
    },
  },
  topKAccuracy: {
    formula: 'examples whose class is among the k largest outputs / all',
    en: {
      what: 'Accuracy with k guesses; the value is called `top5Accuracy` for k = 5.',
      when: 'With many classes, some of which are hard to tell apart.',
    },
    ko: {
      what: 'k번 추측하는 정확도입니다. k = 5이면 값의 이름이 `top5Accuracy`입니다.',
      when: '클래스가 많고 그중 일부를 구별하기 어려울 때.',
    },
  },
  precision: {
    formula: 'right / predicted',
    en: {
      what: 'Of what is predicted as a class, the share that belongs to it; 0 for a class never predicted.',
      when: 'When a false alarm is dear.',
    },
    ko: {
      what: '그 클래스라고 예측한 것 가운데 맞는 비율입니다. 한 번도 예측하지 않은 클래스는 0입니다.',
      when: '거짓 경보의 값이 비쌀 때.',
    },
  },
  recall: {
    formula: 'right / actual',
    en: { what: 'Of a class, the share that is found.', when: 'When a miss is dear.' },
    ko: { what: '그 클래스 가운데 찾아낸 비율입니다.', when: '놓치는 값이 비쌀 때.' },
  },
  f1: {
    formula: '2 · right / (predicted + actual)',
    en: {
      what: 'The harmonic mean of precision and recall: high only when both are. `macro` averages the classes’ own, `micro` counts all classes together, `weighted` weighs by frequency.',
      when: 'When classes are uneven; macro when rare ones matter as much.',
    },
    ko: {
      what: '정밀도와 재현율의 조화 평균으로, 둘 다 높아야 높습니다. `macro`는 클래스별 값을 평균하고, `micro`는 모두 함께 세고, `weighted`는 빈도로 무게를 줍니다.',
      when: '클래스가 고르지 않을 때. 드문 클래스도 똑같이 중요하면 macro.',
    },
  },
  rocAuc: {
    formula: 'P(score of a positive > score of a negative), ties half',
    en: {
      what: 'How well scores order the examples, whatever the threshold: ½ is guessing, 1 is perfect. Exact in evaluation; during training from 512 bins.',
      when: 'To compare models before a threshold is chosen.',
    },
    ko: {
      what: '문턱값과 상관없이 점수가 예들을 얼마나 잘 줄 세우는지입니다. ½은 찍기, 1은 완벽입니다. 평가에서는 정확하고, 학습 중에는 구간 512개로 어림합니다.',
      when: '문턱값을 정하기 전에 모델을 비교할 때.',
    },
  },
  prAuc: {
    formula: 'Σ (Rₙ − Rₙ₋₁) Pₙ',
    en: {
      what: 'Average precision over all thresholds; guessing gives the share of the class.',
      when: 'When the class of interest is rare: `rocAuc` then looks better than it is.',
    },
    ko: {
      what: '모든 문턱값에 걸친 평균 정밀도입니다. 찍으면 그 클래스의 비율이 나옵니다.',
      when: '관심 있는 클래스가 드물 때. 그럴 때 `rocAuc`는 실제보다 좋아 보입니다.',
    },
  },
  confusionMatrix: {
    formula: 'cell (i, j): how often class i was predicted as class j',
    en: { what: 'Every kind of mistake, counted.', when: 'To see which classes are taken for each other.' },
    ko: { what: '모든 종류의 실수를 센 표입니다.', when: '어떤 클래스를 서로 헷갈리는지 볼 때.' },
  },
  logLoss: {
    formula: 'mean of −ln p(actual class)',
    en: {
      what: 'Cross-entropy without smoothing or weights, from logits.',
      when: 'To compare probabilities of models that were trained with different losses.',
    },
    ko: {
      what: '스무딩과 가중치가 없는 교차 엔트로피로, 로짓에서 잽니다.',
      when: '서로 다른 손실로 학습한 모델의 확률을 비교할 때.',
    },
  },
  expectedCalibrationError: {
    formula: 'Σ (share of bin) · |accuracy − confidence|',
    en: {
      what: 'How far the probability of the predicted class is from being right that often, over 15 bins.',
      when: 'When decisions rest on the probability and not only on the class.',
    },
    ko: {
      what: '예측한 클래스의 확률이 실제로 맞는 빈도와 얼마나 다른지를 구간 15개로 잽니다.',
      when: '클래스뿐 아니라 확률을 보고 결정할 때.',
    },
  },
  meanAbsoluteError: {
    formula: 'mean of |y − t|',
    en: {
      what: 'The usual size of an error, in the targets’ unit.',
      when: 'When all errors count by their size.',
    },
    ko: { what: '목표의 단위로 나타낸 보통 크기의 오차입니다.', when: '오차를 크기 그대로 셀 때.' },
  },
  meanSquaredError: {
    formula: 'mean of (y − t)²',
    en: {
      what: 'As the loss `mse`, in the square of the targets’ unit.',
      when: 'To watch it when another loss is minimised.',
    },
    ko: {
      what: '손실 `mse`와 같으며, 단위는 목표 단위의 제곱입니다.',
      when: '다른 손실을 최소화하면서 지켜볼 때.',
    },
  },
  rootMeanSquaredError: {
    formula: '√ mean of (y − t)²',
    en: {
      what: 'In the targets’ unit, with large errors counting more.',
      when: 'The first choice for regression.',
    },
    ko: { what: '목표의 단위이며, 큰 오차를 더 무겁게 셉니다.', when: '회귀의 첫 번째 선택.' },
  },
  r2: {
    formula: '1 − Σ (y − t)² / Σ (t − t̄)²',
    en: {
      what: 'The share of the targets’ variance that is explained: 1 is perfect, 0 is as good as the mean, and there is no lower bound.',
      when: 'To compare across targets with different units.',
    },
    ko: {
      what: '목표의 분산 가운데 설명한 비율입니다. 1은 완벽, 0은 평균만큼이며, 아래로는 끝이 없습니다.',
      when: '단위가 다른 목표들을 비교할 때.',
    },
  },
}
