import type { WordTable } from './words.ts'

export const tuningWords: WordTable = {
  manual: {
    formula: 'the trials that are given, verbatim and in their order',
    en: {
      what: 'What you want to see first; `publishedDefaults` has the settings of the papers as a baseline. `study.enqueue` puts trials before any other sampler.',
      when: 'To begin with what is known.',
    },
    ko: {
      what: '먼저 보고 싶은 시도입니다. `publishedDefaults`에는 논문의 설정이 기준으로 들어 있습니다. `study.enqueue`는 어떤 샘플러 앞에든 시도를 넣습니다.',
      when: '아는 것에서 시작할 때.',
    },
  },
  grid: {
    formula: 'all combinations: points^m of them for m parameters',
    en: {
      what: 'Every combination once. Where few parameters matter, most trials repeat each other.',
      when: 'For one or two parameters, and for tables that a reader can follow.',
    },
    ko: {
      what: '모든 조합을 한 번씩 시험합니다. 중요한 매개변수가 몇뿐이면 대부분의 시도가 서로 되풀이합니다.',
      when: '매개변수가 하나둘일 때, 읽는 사람이 따라올 수 있는 표에.',
    },
  },
  random: {
    formula: 'uniform in each domain, log-uniform where it is logarithmic',
    en: {
      what: 'Independent draws: every trial tries a new value of every parameter.',
      when: 'As the baseline that every other search must beat.',
    },
    ko: {
      what: '서로 독립으로 뽑습니다. 시도마다 모든 매개변수의 새 값을 시험합니다.',
      when: '다른 모든 탐색이 이겨야 할 기준으로.',
    },
  },
  quasiRandom: {
    formula: 'scrambled Sobol points',
    en: {
      what: 'As unbiased as random draws, but spread evenly: no holes, no clusters.',
      when: 'When all trials run at the same time, or for the first look at a space.',
    },
    ko: {
      what: '무작위처럼 치우치지 않으면서 고르게 퍼집니다. 빈 곳도 뭉친 곳도 없습니다.',
      when: '모든 시도를 한꺼번에 돌릴 때, 공간을 처음 훑을 때.',
    },
  },
  coarseToFine: {
    formula: 'n trials over the whole ranges, then a quarter of each range around the best',
    en: {
      what: 'The search that people do by hand, in two stages.',
      when: 'When a range was chosen too wide to be searched to the end.',
    },
    ko: {
      what: '사람이 손으로 하는 탐색을 두 단계로 합니다.',
      when: '끝까지 찾기에는 범위를 너무 넓게 잡았을 때.',
    },
  },
  tpe: {
    formula: 'the draw with the largest density(good) / density(others)',
    en: {
      what: 'Two densities, one of the best tenth of the trials and one of the rest; parameters that occur together are modelled together. The default of a study.',
      when: 'The first choice: any kind of parameter, branches, tens to hundreds of trials.',
    },
    ko: {
      what: '가장 좋은 십 분의 일과 나머지의 밀도를 견줍니다. 함께 나오는 매개변수는 함께 다룹니다. 연구의 기본값입니다.',
      when: '첫 번째 선택. 어떤 매개변수든, 갈래가 있어도, 시도 수십에서 수백 번에.',
    },
  },
  gaussianProcess: {
    formula: 'argmax of the expected improvement under a Gaussian process',
    en: {
      what: 'A model of the whole surface with its uncertainty, asked where it expects most.',
      when: 'When a trial is dear and parameters are few; suggestions themselves take longer.',
    },
    ko: {
      what: '곡면 전체와 그 불확실함을 모델로 만들고, 가장 기대되는 곳을 묻습니다.',
      when: '시도가 비싸고 매개변수가 적을 때. 제안 자체에 시간이 더 듭니다.',
    },
  },
  cmaEs: {
    formula: 'x ~ N(m, σ²C), with m, σ and C following the better half of each generation',
    en: {
      what: 'A cloud that moves, stretches and turns with the valley; once it has converged it begins anew, twice as large.',
      when: 'For numeric parameters that depend on each other, with hundreds of trials.',
    },
    ko: {
      what: '골짜기를 따라 옮겨 가고 늘어나고 도는 구름입니다. 수렴하면 두 배 크기로 다시 시작합니다.',
      when: '서로 얽힌 수치 매개변수에, 시도가 수백 번일 때.',
    },
  },
  nsga2: {
    formula: 'parents by front and crowding, children by crossover and mutation',
    en: {
      what: 'A population that spreads along the Pareto front.',
      when: 'For several objectives at once, such as accuracy and size.',
    },
    ko: {
      what: '파레토 경계를 따라 퍼지는 집단입니다.',
      when: '정확도와 크기처럼 목표가 여럿일 때.',
    },
  },
  median: {
    formula: 'stop if the best so far is worse than the median of the others at this step',
    en: {
      what: 'Ends trials that lag behind half of those before them.',
      when: 'The first choice of a pruner.',
    },
    ko: { what: '앞선 시도들의 절반보다 뒤처지는 시도를 끝냅니다.', when: '프루너의 첫 번째 선택.' },
  },
  percentile: {
    formula: 'stop if the best so far is not in the best `percentile` of the others at this step',
    en: {
      what: 'As `median`, at another share: 25 keeps the best quarter.',
      when: 'When time for long trials is short.',
    },
    ko: {
      what: '`median`을 다른 비율로 합니다. 25면 가장 좋은 사분의 일만 남깁니다.',
      when: '오래 돌릴 시간이 모자랄 때.',
    },
  },
  successiveHalving: {
    formula: 'of n at step r the best n/η go on to rη, of these the best n/η² to rη², …',
    en: {
      what: 'Many trials begin, few end: all wait on each rung until the others are there.',
      when: 'When good trials can be told early and run one after the other.',
    },
    ko: {
      what: '많은 시도가 시작하고 적은 시도가 끝납니다. 단마다 모두 모일 때까지 기다립니다.',
      when: '좋은 시도를 일찍 알아볼 수 있고 차례로 돌릴 때.',
    },
  },
  hyperband: {
    formula: 'successive halving in brackets, from many short trials to few long ones',
    en: {
      what: 'Does not need to know how early good trials can be told: it tries several answers.',
      when: 'When the first steps may mislead.',
    },
    ko: {
      what: '좋은 시도를 얼마나 일찍 알아볼 수 있는지 몰라도 됩니다. 여러 답을 함께 시험합니다.',
      when: '처음 몇 걸음이 속일 수 있을 때.',
    },
  },
  asha: {
    formula: 'promote the best of the first ⌊n/η⌋ of a rung as soon as there is one',
    en: {
      what: 'Successive halving in which nobody waits for others: who is free takes the best paused trial, or a new one.',
      when: 'With several workers.',
    },
    ko: {
      what: '아무도 기다리지 않는 연속 절반법입니다. 손이 빈 쪽이 멈춘 시도 가운데 가장 좋은 것이나 새 시도를 맡습니다.',
      when: '워커가 여럿일 때.',
    },
  },
  threshold: {
    formula: 'stop if the last report is NaN, below `lower` or above `upper`',
    en: { what: 'Ends what is plainly broken.', when: 'Against divergence: a loss above that of guessing.' },
    ko: { what: '분명히 망가진 것을 끝냅니다.', when: '손실이 찍기보다 높아지는 발산을 막을 때.' },
  },
  patience: {
    formula: 'stop after more than `patience` reports without improvement',
    en: {
      what: 'Ends trials that no longer get better by themselves, or asks another pruner only then.',
      when: 'When trials should be judged by themselves, not by others.',
    },
    ko: {
      what: '스스로 더 나아지지 않는 시도를 끝냅니다. 또는 그때에야 다른 프루너에 묻습니다.',
      when: '시도를 남이 아니라 자기와 견줄 때.',
    },
  },
}
