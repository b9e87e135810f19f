import type { WordTable } from './words.ts'

export const scheduleWords: WordTable = {
  constant: {
    formula: 'η(t) = η',
    en: {
      what: 'The same rate for all updates.',
      when: 'For first experiments, and as a part of joined schedules.',
    },
    ko: { what: '모든 갱신에 같은 학습률.', when: '첫 실험에, 이어 붙인 스케줄의 한 부분으로.' },
  },
  step: {
    formula: 'η(t) = η · γ^⌊t / n⌋',
    en: { what: 'Falls by a factor after every n updates.', when: 'For SGD on images, the classic form.' },
    ko: { what: '갱신 n번마다 일정 비율로 떨어집니다.', when: '이미지에 SGD를 쓰는 고전적인 형태.' },
  },
  multiStep: {
    formula: 'η(t) = η · γᵏ, k milestones passed',
    en: { what: 'Falls at chosen updates.', when: 'When the plateaus of the loss are known.' },
    ko: { what: '정해 둔 갱신에서 떨어집니다.', when: '손실이 평평해지는 때를 알 때.' },
  },
  exponential: {
    formula: 'η(t) = η · γ^(t / n)',
    en: {
      what: 'Loses the same part with every update.',
      when: 'For a smooth fall without an end to be chosen.',
    },
    ko: { what: '갱신마다 같은 비율로 줄어듭니다.', when: '끝을 정하지 않고 매끄럽게 줄일 때.' },
  },
  polynomial: {
    formula: 'η(t) = ηₑ + (η − ηₑ)(1 − t / T)ᵖ',
    en: { what: 'Falls to the end along a power.', when: 'In segmentation, with p = 0.9; p = 1 is linear.' },
    ko: {
      what: '거듭제곱 곡선을 따라 끝값까지 떨어집니다.',
      when: '분할에 p = 0.9로. p = 1이면 직선입니다.',
    },
  },
  linear: {
    formula: 'η(t) = η + (ηₑ − η) t / T',
    en: { what: 'A straight line to the end, down or up.', when: 'For fine-tuning, after a warm-up.' },
    ko: { what: '끝까지 직선으로 내려가거나 올라갑니다.', when: '예열 뒤의 미세 조정에.' },
  },
  cosine: {
    formula: 'η(t) = ηₑ + ½(η − ηₑ)(1 + cos(πt / T))',
    en: {
      what: 'Half a wave: slow at first, fast in the middle, slow at the end.',
      when: 'The first choice when the number of updates is known.',
    },
    ko: {
      what: '반 파장입니다. 처음과 끝은 느리고 가운데는 빠릅니다.',
      when: '갱신 횟수를 알 때의 첫 번째 선택.',
    },
  },
  cosineWithRestarts: {
    formula: 'cosine, begun anew after T, T · growth, T · growth², … updates',
    en: {
      what: 'A row of cosine falls, each of which begins at the full rate.',
      when: 'To collect several good models in one run.',
    },
    ko: {
      what: '매번 최대 학습률에서 다시 시작하는 코사인 하강의 연속입니다.',
      when: '한 번의 실행에서 좋은 모델을 여럿 모을 때.',
    },
  },
  oneCycle: {
    formula: 'up to the highest rate in the first 30 %, then down far below the first',
    en: {
      what: 'One rise and one long fall: high rates in the middle regularize.',
      when: 'For short runs with large learning rates.',
    },
    ko: {
      what: '한 번 오르고 길게 내립니다. 가운데의 높은 학습률이 규제가 됩니다.',
      when: '큰 학습률로 짧게 학습할 때.',
    },
  },
  inverseSquareRoot: {
    formula: 'η(t) = η · min(1, (t + 1) / w) · √(n / max(t + 1, n))',
    en: {
      what: 'The full rate for a while, then as 1/√t: a fall without an end.',
      when: 'For transformers, when the length of the run is open.',
    },
    ko: {
      what: '한동안 최대 학습률을 쓰다가 1/√t로 줄어듭니다. 끝이 없는 하강입니다.',
      when: '실행의 길이가 정해지지 않은 트랜스포머에.',
    },
  },
  timeDecay: {
    formula: 'η(t) = η / (1 + kt)',
    en: {
      what: 'Falls as 1/t: its sum diverges, that of its squares does not, as convergence of SGD asks.',
      when: 'For convex problems that are to converge.',
    },
    ko: {
      what: '1/t로 줄어듭니다. 합은 발산하고 제곱의 합은 수렴해 SGD 수렴의 조건을 채웁니다.',
      when: '수렴해야 하는 볼록 문제에.',
    },
  },
  warmup: {
    formula: 'η(t) = η₀ (f + (1 − f)(t + 1) / n) for n updates, then the next schedule',
    en: {
      what: 'A linear rise before any schedule, while the averages of adaptive methods are still young.',
      when: 'With large batches and with transformers.',
    },
    ko: {
      what: '적응 방법의 평균이 아직 어릴 동안, 어떤 스케줄 앞에나 두는 직선 상승입니다.',
      when: '큰 배치와 트랜스포머에.',
    },
  },
  join: {
    formula: 'the schedule whose turn it is, each counting from its own beginning',
    en: { what: 'Schedules one after the other.', when: 'For courses that no single formula gives.' },
    ko: { what: '스케줄을 차례로 이어 붙입니다.', when: '한 식으로 나타낼 수 없는 과정에.' },
  },
  reduceOnPlateau: {
    formula: 'η ← η · factor after `patience` evaluations without improvement',
    en: {
      what: 'Waits until a validation metric no longer improves, then reduces the rate.',
      when: 'When neither the length nor the plateaus are known beforehand.',
    },
    ko: {
      what: '검증 지표가 더 나아지지 않을 때까지 기다렸다가 학습률을 줄입니다.',
      when: '길이도, 평평해지는 때도 미리 알 수 없을 때.',
    },
  },
}
