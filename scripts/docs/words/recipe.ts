import type { WordTable } from './words.ts'

/** The procedure that practitioners follow by hand, and its steps. */
export const recipeWords: WordTable = {
  recipe: {
    formula:
      'split and check → first loss → overfit a few rows → learning rates → coarse search → refinement',
    en: {
      what: 'Does what a practitioner does by hand, in six steps, and stops with a reason where one of them fails. The test part is read once, at the end.',
      when: 'To get a good model out of a table or images without choosing anything.',
    },
    ko: {
      what: '실무자가 손으로 하는 일을 여섯 단계로 하고, 한 단계라도 실패하면 까닭을 대고 멈춥니다. 시험 부분은 끝에 한 번 읽습니다.',
      when: '아무것도 고르지 않고 표나 이미지에서 좋은 모델을 얻을 때.',
    },
  },
  leakageCheck: {
    formula: 'rows in several parts; features from which the target can be told alone',
    en: {
      what: 'Looks for what makes a result too good to be true before anything is trained.',
      when: 'On every data set that was not collected by yourself.',
    },
    ko: {
      what: '학습하기 전에, 결과를 믿을 수 없이 좋게 만드는 것을 찾습니다.',
      when: '직접 모으지 않은 모든 데이터에.',
    },
  },
  initialLossCheck: {
    formula:
      'loss of an untrained network ≈ ln K for K classes, the variance of the target for values; decay off',
    en: {
      what: 'A first loss far from that of knowing nothing shows wrong scales, weights or targets.',
      when: 'Before the first long run.',
    },
    ko: {
      what: '첫 손실이 아무것도 모를 때의 손실과 크게 다르면 스케일이나 가중치나 목표가 잘못된 것입니다.',
      when: '처음 오래 학습하기 전에.',
    },
  },
  overfitSample: {
    formula: 'every one of a few rows right, nothing held back',
    en: {
      what: 'A network that cannot learn a few rows by heart will not learn many. A flat loss means a rate too low or bad first weights, NaN a rate too high or bad first weights.',
      when: 'Before the first long run, and whenever a run does not learn.',
    },
    ko: {
      what: '몇 행도 외우지 못하는 신경망은 많은 행을 배우지 못합니다. 손실이 평평하면 학습률이 낮거나 처음 가중치가 나쁜 것이고, NaN이면 학습률이 높거나 처음 가중치가 나쁜 것입니다.',
      when: '처음 오래 학습하기 전에, 그리고 학습이 되지 않을 때마다.',
    },
  },
  learningRateRange: {
    formula: 'rates at which the loss falls within 100 updates',
    en: {
      what: 'Tries rates over several decades for a few updates each and keeps the bracket around the best.',
      when: 'Before a search, so that it looks where something is learnt.',
    },
    ko: {
      what: '여러 자릿수의 학습률을 몇 번씩 갱신해 보고 가장 좋은 것 둘레의 범위를 남깁니다.',
      when: '탐색하기 전에, 배우는 곳을 찾도록.',
    },
  },
  coarseSearch: {
    formula: 'short runs all over the space, log-uniform in rate and decay, the hopeless ended early',
    en: {
      what: 'Finds the part of the space that is worth longer runs.',
      when: 'After the learning rates are known.',
    },
    ko: { what: '더 오래 돌려 볼 만한 곳을 공간에서 찾습니다.', when: '학습률의 범위를 안 다음에.' },
  },
  refinement: {
    formula: 'a fine search around the best, long runs of the few best with early stopping',
    en: { what: 'Ends with the model that is kept.', when: 'After the coarse search.' },
    ko: { what: '남길 모델로 끝납니다.', when: '거친 탐색 뒤에.' },
  },
  curveReading: {
    formula: 'divergence, rate too high, plateau, overfit or underfit, from the losses of both parts',
    en: {
      what: 'Says what a practitioner sees in the curves of a run.',
      when: 'After every run.',
    },
    ko: { what: '실무자가 실행의 곡선에서 읽는 것을 말해 줍니다.', when: '실행이 끝날 때마다.' },
  },
  sealedTest: {
    formula: 'the test part behind a door that counts its readings',
    en: {
      what: 'Choosing by the test part fits the test part. Nothing that learns or chooses can reach it here.',
      when: 'Whenever settings are chosen.',
    },
    ko: {
      what: '시험 부분으로 고르면 시험 부분에 맞춰집니다. 배우거나 고르는 어떤 것도 여기에 닿지 못합니다.',
      when: '설정을 고를 때면 언제나.',
    },
  },
}
