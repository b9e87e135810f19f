import type { WordTable } from './words.ts'

export const secondOrderWords: WordTable = {
  newton: {
    formula: 'solve Hp = −g, within a trust region where H is indefinite',
    en: {
      what: 'Steps to the bottom of the quadratic that fits the function here; near a minimum the number of right digits doubles with each.',
      when: 'For tens to hundreds of parameters, where the exact Hessian is affordable.',
    },
    ko: {
      what: '지금 자리에서 함수에 맞춘 이차식의 바닥으로 갑니다. 최소점 가까이에서는 걸음마다 맞는 자릿수가 두 배가 됩니다.',
      when: '매개변수 수십에서 수백 개, 정확한 헤세 행렬을 감당할 수 있을 때.',
    },
  },
  bfgs: {
    formula: 'p = −Bg, B built from the changes of gradients along the way',
    en: {
      what: 'Learns the inverse Hessian from gradients alone, with a line search that keeps it positive.',
      when: 'For smooth functions of up to some thousand parameters.',
    },
    ko: {
      what: '기울기만으로 역 헤세 행렬을 배웁니다. 직선 탐색이 그것을 양의 정부호로 지킵니다.',
      when: '매개변수 수천 개까지의 매끄러운 함수에.',
    },
  },
  lBfgs: {
    formula: 'as BFGS, from the last m steps only',
    en: {
      what: 'BFGS in the memory of a few gradients; the line search keeps the strong Wolfe conditions.',
      when: 'For whole-data training of small networks: far fewer evaluations than Adam. Not for noisy batches.',
    },
    ko: {
      what: '기울기 몇 개의 메모리만 쓰는 BFGS입니다. 직선 탐색이 강한 Wolfe 조건을 지킵니다.',
      when: '작은 신경망을 데이터 전체로 학습할 때 Adam보다 훨씬 적게 계산합니다. 잡음 있는 배치에는 쓰지 마세요.',
    },
  },
  gaussNewton: {
    formula: 'solve JᵀJp = −Jᵀr',
    en: {
      what: 'Newton for least squares with the curvature of the residuals left out.',
      when: 'For fits whose residuals are small at the solution, from a good start.',
    },
    ko: {
      what: '최소 제곱 문제에서 잔차의 곡률을 뺀 뉴턴 방법입니다.',
      when: '해에서 잔차가 작고 시작점이 좋은 곡선 맞춤에.',
    },
  },
  levenbergMarquardt: {
    formula: 'solve (JᵀJ + μD)p = −Jᵀr, μ smaller after good steps',
    en: {
      what: 'Between Gauss–Newton and gradient descent, as the last step was good or bad.',
      when: 'The first choice for fitting curves to data.',
    },
    ko: {
      what: '지난 걸음이 좋았는지 나빴는지에 따라 가우스–뉴턴과 경사 하강 사이를 오갑니다.',
      when: '데이터에 곡선을 맞출 때의 첫 번째 선택.',
    },
  },
  hessian: {
    formula: 'H = ∂²f / ∂θᵢ∂θⱼ, column by column as H · eᵢ',
    en: {
      what: 'The exact matrix of second derivatives, by differentiating the gradient again.',
      when: 'To see the curvature at a point; for many parameters use products H · v.',
    },
    ko: {
      what: '기울기를 한 번 더 미분해 얻는 정확한 이차 도함수 행렬입니다.',
      when: '한 점의 곡률을 볼 때. 매개변수가 많으면 곱 H · v를 쓰세요.',
    },
  },
  criticalPoint: {
    formula: 'signs of the eigenvalues of H where g = 0',
    en: {
      what: 'Tells minimum, maximum, saddle and degenerate points apart.',
      when: 'When a run has stopped and the question is where.',
    },
    ko: {
      what: '최소점, 최대점, 안장점, 퇴화점을 가려냅니다.',
      when: '실행이 멈췄고, 어디서 멈췄는지가 문제일 때.',
    },
  },
}
