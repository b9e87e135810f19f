import type { WordTable } from './words.ts'

export const lossWords: WordTable = {
  sse: {
    formula: '½ Σ (y − t)²',
    en: {
      what: 'Half the sum of squared errors of an example, so that its gradient is the error itself.',
      when: 'For regression, and to follow the early papers. Behind a sigmoid it learns slowly where it is most wrong.',
    },
    ko: {
      what: '한 예의 제곱 오차 합의 절반으로, 기울기가 곧 오차입니다.',
      when: '회귀에, 초기 논문을 따를 때. 시그모이드 뒤에서는 가장 틀린 곳에서 느리게 배웁니다.',
    },
  },
  mse: {
    formula: 'mean of (y − t)²',
    en: {
      what: 'The squared error averaged over outputs. Least at the mean of the targets; outliers weigh much.',
      when: 'The first choice for regression.',
    },
    ko: {
      what: '출력에 대해 평균한 제곱 오차입니다. 목표의 평균에서 가장 작고, 이상값의 무게가 큽니다.',
      when: '회귀의 첫 번째 선택.',
    },
  },
  mae: {
    formula: 'mean of |y − t|',
    en: {
      what: 'Least at the median of the targets: an outlier pulls no harder than any other example.',
      when: 'For regression with wild targets. Its gradient does not shrink near the goal.',
    },
    ko: {
      what: '목표의 중앙값에서 가장 작습니다. 이상값도 다른 예보다 세게 당기지 않습니다.',
      when: '목표값이 거친 회귀에. 목표 가까이에서도 기울기가 줄지 않습니다.',
    },
  },
  huber: {
    formula: '½e² for |e| ≤ δ, else δ(|e| − ½δ)',
    en: {
      what: 'Quadratic near the target, linear far from it.',
      when: 'For regression with some outliers; δ is where an error begins to count as one.',
    },
    ko: {
      what: '목표 가까이에서는 이차, 멀리서는 일차입니다.',
      when: '이상값이 섞인 회귀에. δ는 오차를 이상값으로 보기 시작하는 곳입니다.',
    },
  },
  logCosh: {
    formula: 'ln cosh(y − t)',
    en: {
      what: 'A Huber loss without a corner: its gradient is tanh of the error.',
      when: 'As `huber`, for methods that want second derivatives.',
    },
    ko: {
      what: '모서리 없는 Huber 손실로, 기울기가 오차의 tanh입니다.',
      when: '`huber`와 같되, 이차 도함수를 쓰는 방법에.',
    },
  },
  crossEntropy: {
    formula: '−Σ t ln softmax(x)',
    en: {
      what: 'How surprised the model is by the true class, in nats; at the start about ln K for K classes. The gradient on logits is softmax(x) − t. Label smoothing keeps it from demanding certainty.',
      when: 'The first choice for classification, on logits.',
    },
    ko: {
      what: '참인 클래스에 모델이 놀라는 정도(단위 nat)입니다. 시작할 때 K개 클래스에 약 ln K입니다. 로짓에 대한 기울기는 softmax(x) − t입니다. 라벨 스무딩은 확신을 강요하지 않게 합니다.',
      when: '분류의 첫 번째 선택. 로짓에 씁니다.',
    },
  },
  binaryCrossEntropy: {
    formula: '−t ln σ(x) − (1 − t) ln(1 − σ(x))',
    en: {
      what: 'Cross-entropy of yes-or-no questions, each with a logit of its own; finite for logits of any size.',
      when: 'For two classes with one output, and for labels that may hold together.',
    },
    ko: {
      what: '저마다 로짓을 가진 예/아니요 질문의 교차 엔트로피입니다. 로짓이 아무리 커도 유한합니다.',
      when: '출력이 하나인 이진 분류에, 함께 성립할 수 있는 라벨들에.',
    },
  },
  focal: {
    formula: '−αₜ (1 − pₜ)^γ ln pₜ',
    en: {
      what: 'Binary cross-entropy in which what is already right hardly counts.',
      when: 'When one class is rare, as in detection.',
    },
    ko: {
      what: '이미 맞힌 것은 거의 세지 않는 이진 교차 엔트로피입니다.',
      when: '검출처럼 한 클래스가 드물 때.',
    },
  },
  hinge: {
    formula: 'max(0, margin − t · x)',
    en: {
      what: 'What a score lacks to be right by the margin; 0 from there on. The loss of support vector machines.',
      when: 'When the decision matters and probabilities do not.',
    },
    ko: {
      what: '점수가 여유를 두고 맞기까지 모자란 만큼입니다. 그 뒤로는 0. 서포트 벡터 머신의 손실입니다.',
      when: '판정이 중요하고 확률은 필요 없을 때.',
    },
  },
  kullbackLeibler: {
    formula: 'Σ t ln(t / softmax(x))',
    en: {
      what: 'Cross-entropy less the entropy of the targets, so that 0 is reached.',
      when: 'When the targets are probabilities: distillation, soft labels.',
    },
    ko: {
      what: '교차 엔트로피에서 목표 자신의 엔트로피를 뺀 것으로, 0에 이를 수 있습니다.',
      when: '목표가 확률일 때: 지식 증류, 부드러운 라벨.',
    },
  },
  cosineDistance: {
    formula: '1 − y·t / (‖y‖ ‖t‖)',
    en: {
      what: 'Looks at the angle between two vectors, not at their lengths.',
      when: 'For embeddings that are compared by direction.',
    },
    ko: { what: '두 벡터의 길이가 아니라 각을 봅니다.', when: '방향으로 비교하는 임베딩에.' },
  },
  contrastive: {
    formula: 'd² for a pair that belongs together, else max(0, margin − d)²',
    en: {
      what: 'Pulls pairs that belong together to one place, and pushes others apart up to the margin.',
      when: 'To learn embeddings from pairs.',
    },
    ko: {
      what: '함께인 쌍은 한곳으로 당기고, 다른 쌍은 여유만큼 밀어냅니다.',
      when: '쌍으로 임베딩을 배울 때.',
    },
  },
  triplet: {
    formula: 'max(0, d(anchor, positive) − d(anchor, negative) + margin)',
    en: {
      what: 'Asks only that the other class be further away than one’s own, by the margin.',
      when: 'To learn embeddings from classes with few examples each.',
    },
    ko: {
      what: '다른 클래스가 같은 클래스보다 여유만큼 더 멀기만 하면 됩니다.',
      when: '클래스마다 예가 적은 데이터로 임베딩을 배울 때.',
    },
  },
}
