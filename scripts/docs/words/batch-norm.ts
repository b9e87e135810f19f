import type { WordTable } from './words.ts'

export const batchNormWords: WordTable = {
  batchNorm: {
    formula: 'y = γ (x − μ) / √(σ² + ε) + β, μ and σ² of the batch in training, running ones in inference',
    en: {
      what: 'Each feature, or channel, to mean 0 and variance 1 over the batch, then to what γ and β say.',
      when: 'Between a dense or convolution layer without bias and its activation, with batches of about 16 and more.',
    },
    ko: {
      what: '특징이나 채널마다 배치에 대해 평균 0, 분산 1로 만들고, γ와 β가 정하는 크기와 자리로 옮깁니다.',
      when: '편향 없는 밀집층이나 합성곱과 활성화 사이에, 배치가 16쯤 이상일 때.',
    },
  },
  layerNorm: {
    formula: 'y = γ (x − μ) / √(σ² + ε) + β, μ and σ² of the example’s last dimensions',
    en: {
      what: 'Each example by itself: the same in training and inference, whatever the batch.',
      when: 'In recurrent networks and transformers, and with batches of a few examples.',
    },
    ko: {
      what: '예마다 따로 정규화합니다. 배치가 어떻든 학습과 추론에서 같습니다.',
      when: '순환 신경망과 트랜스포머에, 그리고 배치가 몇 개뿐일 때.',
    },
  },
  groupNorm: {
    formula: 'as layerNorm, over all places of the channels of a group',
    en: {
      what: 'Each example by itself, group by group of channels; with a group for each channel, instance normalisation.',
      when: 'For images in small batches, where `batchNorm` is noisy.',
    },
    ko: {
      what: '예마다 따로, 채널 묶음마다 정규화합니다. 채널마다 묶음 하나면 인스턴스 정규화입니다.',
      when: '`batchNorm`이 불안한 작은 배치의 이미지에.',
    },
  },
  populationStatistics: {
    formula: 'runningMean, runningVariance ← mean and unbiased variance over all the data, layer by layer',
    en: {
      what: 'Replaces the moving averages by the exact statistics of a data set: two passes for each normalisation.',
      when: 'After training, when inference must not depend on the last batches: short runs, high momentum, averaged weights.',
    },
    ko: {
      what: '이동 평균을 데이터 전체의 정확한 통계로 바꿉니다. 정규화마다 데이터를 두 번 지납니다.',
      when: '짧은 학습, 큰 모멘텀, 평균한 가중치처럼 마지막 배치들에 추론이 매이면 안 될 때, 학습 뒤에.',
    },
  },
}
