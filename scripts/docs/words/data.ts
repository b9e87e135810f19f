import type { WordTable } from './words.ts'

export const dataWords: WordTable = {
  minMax: {
    formula: '(x − min) / (max − min)',
    en: {
      what: 'To [0, 1] on the training part. One outlier squeezes all other values together.',
      when: 'For pixels and other values with known ends.',
    },
    ko: {
      what: '학습 부분에서 [0, 1]로 맞춥니다. 이상값 하나가 나머지를 모두 뭉갭니다.',
      when: '픽셀처럼 양끝이 정해진 값에.',
    },
  },
  zScore: {
    formula: '(x − mean) / standard deviation',
    en: {
      what: 'To mean 0 and deviation 1. An outlier still counts: it raises the deviation of its column.',
      when: 'The first choice for tables.',
    },
    ko: {
      what: '평균 0, 표준편차 1로 맞춥니다. 이상값은 여전히 영향을 줍니다. 제 열의 표준편차를 키웁니다.',
      when: '표에 쓰는 첫 번째 선택.',
    },
  },
  robust: {
    formula: '(x − median) / (third quartile − first quartile)',
    en: {
      what: 'By what the middle half of the values does; outliers do not count.',
      when: 'For columns with outliers or long tails.',
    },
    ko: {
      what: '가운데 절반의 값만 보고 맞춥니다. 이상값은 세지 않습니다.',
      when: '이상값이나 긴 꼬리가 있는 열에.',
    },
  },
  stratifiedSplit: {
    formula: 'each class in each part: its exact share, rounded up or down',
    en: {
      what: 'Training, validation and test rows, disjoint and seeded, with the classes’ proportions in each.',
      when: 'Always, and before anything is measured on the data.',
    },
    ko: {
      what: '학습, 검증, 시험 행을 겹치지 않게, 시드대로, 클래스의 비율을 지켜 나눕니다.',
      when: '언제나, 데이터에서 무엇이든 재기 전에.',
    },
  },
  exactDuplicates: {
    formula: 'rows of a later part with the inputs of an earlier one, bit for bit',
    en: {
      what: 'Finds what a model could know by heart; time grows linearly with the rows.',
      when: 'After every split; `regimen train` does it by itself.',
    },
    ko: {
      what: '모델이 외워서 맞힐 수 있는 행을 찾습니다. 시간은 행 수에 비례합니다.',
      when: '나눌 때마다. `regimen train`은 스스로 합니다.',
    },
  },
  nearDuplicates: {
    formula: 'largest difference of pixels ≤ tolerance · range, after shift and brightness are taken out',
    en: {
      what: 'Images that are the same but for a pixel’s shift, brightness or light noise. Ten thousand of 28×28 take about a second.',
      when: 'For images that were collected from many places or from videos.',
    },
    ko: {
      what: '한 픽셀 이동, 밝기, 가벼운 잡음만 다른 이미지를 찾습니다. 28×28 이미지 만 장에 1초쯤 걸립니다.',
      when: '여러 곳이나 영상에서 모은 이미지에.',
    },
  },
  pcaWhitening: {
    formula: 'y = (x − mean) · V / √(variances), V the principal components',
    en: {
      what: 'Uncorrelated features of variance 1; with `zeroPhase` turned back, so that images still look like themselves.',
      when: 'For up to some hundred features that belong together. The time grows with their cube.',
    },
    ko: {
      what: '서로 상관이 없고 분산이 1인 특징을 만듭니다. `zeroPhase`는 다시 돌려놓아 이미지가 제 모습으로 보입니다.',
      when: '함께 변하는 특징이 수백 개까지일 때. 시간은 그 세제곱으로 늡니다.',
    },
  },
  kFold: {
    formula: 'k parts, each held out once while the others are learnt from',
    en: {
      what: 'k validation values instead of one, and so an idea of how far they scatter.',
      when: 'When the data is small enough to train k times.',
    },
    ko: {
      what: '검증 값이 하나가 아니라 k개라서 얼마나 흩어지는지도 보입니다.',
      when: 'k번 학습할 만큼 데이터가 작을 때.',
    },
  },
  weightedSampling: {
    formula: 'P(row) = weight / Σ weights, with replacement (alias method)',
    en: {
      what: 'Rows drawn unequally often, in constant time each; `balancedWeights` draws every class equally often.',
      when: 'For rare classes, as an alternative to `classWeights` of the loss.',
    },
    ko: {
      what: '행을 다른 빈도로 뽑습니다. 하나에 드는 시간은 일정합니다. `balancedWeights`는 모든 클래스를 같은 빈도로 뽑습니다.',
      when: '드문 클래스에, 손실의 `classWeights` 대신.',
    },
  },
  randomShift: {
    formula: 'x(i + d, j + r), d and r whole, from −pixels to pixels',
    en: {
      what: 'The image moved by whole pixels; `fill` comes in at the border.',
      when: 'For digits, letters, and everything that may lie off the middle.',
    },
    ko: {
      what: '이미지를 픽셀 단위로 옮깁니다. 가장자리에는 `fill`이 들어옵니다.',
      when: '숫자, 글자, 가운데를 벗어날 수 있는 모든 것에.',
    },
  },
  randomFlip: {
    formula: 'x(i, width − 1 − j) with the given probability',
    en: {
      what: 'The image mirrored.',
      when: 'For photographs. Not for digits and letters: a mirrored 2 is none.',
    },
    ko: {
      what: '이미지를 뒤집습니다.',
      when: '사진에. 숫자와 글자에는 쓰지 마세요. 뒤집힌 2는 2가 아닙니다.',
    },
  },
  randomRotation: {
    formula: 'turned around the middle by U(−degrees, degrees)',
    en: { what: 'The image turned a little.', when: 'When the camera or the writer may be tilted.' },
    ko: { what: '이미지를 조금 돌립니다.', when: '카메라나 글쓴이가 기울 수 있을 때.' },
  },
  randomScale: {
    formula: 'larger or smaller around the middle, the logarithm of the factor uniform',
    en: { what: 'The image made larger or smaller.', when: 'When distance and size vary.' },
    ko: { what: '이미지를 키우거나 줄입니다.', when: '거리와 크기가 여러 가지일 때.' },
  },
  randomCrop: {
    formula: 'a part of U(area, 1) of the area, at a random place, brought to full size',
    en: {
      what: 'A random part of the image instead of the whole.',
      when: 'For photographs, in which the object may stand anywhere.',
    },
    ko: { what: '이미지 전체 대신 임의의 일부를 씁니다.', when: '대상이 어디에나 있을 수 있는 사진에.' },
  },
  randomErasing: {
    formula: 'a rectangle of U(from, to) of the area ← fill, with the given probability',
    en: {
      what: 'A rectangle blotted out: no single part may decide.',
      when: 'For photographs with things in front of the object.',
    },
    ko: {
      what: '직사각형 하나를 지웁니다. 어느 한 부분만으로 판정하지 못하게 합니다.',
      when: '대상 앞에 무언가 가릴 수 있는 사진에.',
    },
  },
  elasticDistortion: {
    formula: 'x(i + u, j + v), u and v smooth between random displacements on a grid',
    en: { what: 'The image bent like rubber.', when: 'For handwriting, whose strokes bend like that.' },
    ko: { what: '이미지를 고무처럼 구부립니다.', when: '획이 그렇게 휘는 손글씨에.' },
  },
  inputNoise: {
    formula: 'x + N(0, deviation²)',
    en: {
      what: 'Normal noise of one size on every number; for a linear model the same as ridge regression.',
      when: 'For images and signals that are noisy where they will be used.',
    },
    ko: {
      what: '모든 수에 같은 크기의 정규 잡음을 더합니다. 선형 모델에서는 능형 회귀와 같습니다.',
      when: '쓰이는 곳에서 잡음이 있는 이미지와 신호에.',
    },
  },
  mixUp: {
    formula: 'λx + (1 − λ)x′, with the loss λL(t) + (1 − λ)L(t′), λ ~ Beta(α, α)',
    en: {
      what: 'Two rows in one, and both targets by their shares: between the classes the network answers in between.',
      when: 'For classifiers that overfit or are too sure; also for tables.',
    },
    ko: {
      what: '두 행을 하나로 섞고 두 목표를 그 몫만큼 셉니다. 클래스 사이에서는 중간으로 답하게 됩니다.',
      when: '과적합하거나 지나치게 확신하는 분류기에. 표에도.',
    },
  },
  cutMix: {
    formula: 'a rectangle of x′ pasted into x; targets by their areas',
    en: {
      what: 'Parts of two images side by side, so that every part must tell something.',
      when: 'For photographs.',
    },
    ko: { what: '두 이미지의 부분을 나란히 둡니다. 어느 부분이든 무언가를 말해야 합니다.', when: '사진에.' },
  },
  jitter: {
    formula: 'x + N(0, (share · standard deviation of the column)²)',
    en: {
      what: 'For tables: noise as large as each column’s spread allows. Columns of at most two values stay: a category is not a quantity.',
      when: 'For small tables of measurements.',
    },
    ko: {
      what: '표를 위한 잡음입니다. 열마다 흩어진 만큼만 더합니다. 값이 둘 이하인 열은 그대로 둡니다. 범주는 양이 아닙니다.',
      when: '측정값의 작은 표에.',
    },
  },
}
