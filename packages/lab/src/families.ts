/** What the chapters of the lab book are called. */
import type { Family, Verdict } from './experiment.ts'
import type { Words } from './words.ts'

export const familyWords: Readonly<Record<Family, Words>> = {
  foundations: { en: 'Foundations', ko: '기초' },
  optimizers: { en: 'Optimizers', ko: '옵티마이저' },
  initialization: { en: 'Initial weights', ko: '가중치 초기화' },
  activations: { en: 'Activation functions', ko: '활성화 함수' },
  'batch-normalization': { en: 'Batch normalization', ko: '배치 정규화' },
  regularization: { en: 'Overfitting and regularization', ko: '과적합과 규제' },
  data: { en: 'Data', ko: '데이터' },
  hyperparameters: { en: 'Hyperparameters', ko: '하이퍼파라미터' },
  models: { en: 'Models', ko: '모델' },
  textbook: { en: "The textbook's experiments", ko: '교재의 실험' },
}

export const verdictWords: Readonly<Record<Verdict, Words>> = {
  holds: { en: 'holds', ko: '맞음' },
  'holds-with-correction': { en: 'holds with a correction', ko: '바로잡으면 맞음' },
  fails: { en: 'fails', ko: '틀림' },
  inconclusive: { en: 'inconclusive', ko: '판단할 수 없음' },
}

/** Shapes that tell the verdicts apart without colour. */
export const verdictSigns: Readonly<Record<Verdict, string>> = {
  holds: '✓',
  'holds-with-correction': '≈',
  fails: '✗',
  inconclusive: '?',
}
