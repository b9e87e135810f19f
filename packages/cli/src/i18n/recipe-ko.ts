/** 레시피가 하는 말, 한국어. What the recipe says, in Korean. */
import type { recipeEnglish, Shown } from './recipe-en.ts'

const tells: Readonly<Record<string, string>> = {
  equal: '목표 그 자체입니다',
  affine: '단위만 다른 목표입니다',
  indicators: '클래스를 그대로 알려 줍니다',
}
const determines: Readonly<Record<string, string>> = {
  values: '값마다 목표가 하나로 정해짐',
  thresholds: '이 특성의 문턱값만으로 클래스가 나뉨',
  monotone: '목표가 이 특성을 따라 예외 없이 오르거나 내림',
}
const readings: Readonly<Record<string, string>> = {
  healthy: '곡선이 건강합니다',
  divergence: '손실이 시작할 때보다 높이 치솟았습니다',
  learningRateTooHigh: '손실이 크게 오르내렸습니다. 학습률을 낮추면 잔잔해집니다',
  plateau: '손실이 오래 멈춰 있었습니다. 학습률이나 초기화가 맞지 않을 수 있습니다',
  underfit:
    '학습 손실이 아직 떨어지고 있거나, 두 손실이 함께 높게 머물렀습니다. --budget을 늘리거나 더 큰 신경망을 쓰면 더 배울 수 있습니다',
  overfit: '학습 손실은 계속 떨어졌지만 검증 손실은 올랐습니다. 그 앞의 가중치가 가장 좋습니다',
}
const partNames: Readonly<Record<string, string>> = { train: '학습', validation: '검증', test: '시험' }

export const recipeKorean: typeof recipeEnglish = {
  start: (p) =>
    `${p.dataset}: ${p.budget} 안에 여섯 단계, 작업자 ${p.workers}개. 결과는 모두 ${p.folder}에 남깁니다`,
  startStep: (p) => `${p.dataset}: ${p.number}단계만, 앞 단계는 필요한 만큼만, ${p.budget} 안에`,
  defaultBudget: '기본값입니다. --budget 10m은 더 오래, --budget 30s는 더 짧게 찾습니다.',
  resumed: (p) => `${p.folder}에서 이어 갑니다. 끝난 단계와 시도는 그대로 씁니다. 모두 합쳐 ${p.budget}`,
  interrupting:
    '진행 중인 것을 마치고 멈춥니다 (Ctrl-C를 다시 누르면 바로 멈춥니다. 어느 쪽이든 이어서 할 수 있습니다)',
  heading: (p) => `${p.number}/6  ${p.name}`,
  steps: {
    data: '데이터와 누출 검사',
    initialLoss: '초기 손실',
    overfitSample: '작은 표본 외우기',
    learningRates: '학습률 범위',
    coarseSearch: '넓은 탐색',
    refinement: '좁은 탐색과 시험',
  },
  labels: { did: '한 일', saw: '본 것', decided: '결정', why: '이유', warning: '주의', stopped: '멈춤' },
  scalings: {
    minMax: '0에서 1 사이로',
    zScore: '평균 0, 표준편차 1로',
    robust: '중앙값과 사분위수로',
    none: '그대로 두고',
  },
  losses: { crossEntropy: '교차 엔트로피', meanSquaredError: '평균 제곱 오차' },
  did: {
    data: (p) =>
      `시드 ${p.seed}(으)로 행을 학습, 검증, 시험으로 나누고${p.stratified ? '(클래스 비율은 같게)' : ''}, 두 부분에 함께 있는 행${p.near ? '(조금 바뀐 이미지도)' : ''}과 목표를 누설하는 특성을 찾고, 입력의 크기를 학습 행만 보고 ${p.scaling} 맞추었습니다.`,
    initialLoss: (p) =>
      `새 신경망 ${p.seeds}개의 손실을 ${p.rows}행에서, 갱신하기 전에 가중치 감쇠 없이 계산했습니다.`,
    overfitSample: (p) =>
      `첫 신경망을 ${p.rows}행만으로 최대 ${p.updates}번 갱신했습니다. 제대로 된 것이라면 이 행들을 외웁니다.`,
    learningRates: (p) =>
      `학습률 ${p.rates}개를, 학습 행 전체에서 ${p.batch}행씩 ${p.updates}번 갱신해 보았습니다.`,
    coarseSearch: (p) =>
      `설정 ${p.trials}개를 넓은 공간에서(${p.sampler}) ${p.rows}행으로 최대 ${p.epochs} 에포크씩 시도했습니다. 가망 없는 것은 일찍 멈췄습니다(${p.pruner}).`,
    refinement: (p) =>
      p.finals === '0'
        ? `가장 좋은 설정 둘레에서 ${p.trials}개를 더 시도했습니다(최대 ${p.epochs} 에포크).`
        : `가장 좋은 설정 둘레에서 ${p.trials}개를 더 시도하고(최대 ${p.epochs} 에포크), 가장 좋은 ${p.finals}개를 오래 학습했습니다. 조기 종료하고 검증 손실이 가장 낮은 가중치를 남겼습니다.`,
  },
  notSearched: {
    table: '거의 같은 행은 찾지 않았습니다. 표에는 비슷한 행이 있어도 이상하지 않습니다.',
    tooManyPairs: '조금 바뀐 이미지는 찾지 않았습니다(쌍이 100,000,000개가 넘음).',
  },
  saw: {
    rows: (p) => `학습 ${p.train}행, 검증 ${p.validation}행, 시험 ${p.test}행`,
    classes: (p) =>
      p.count === '1'
        ? `클래스 한 개, 학습 행은 ${p.most}개`
        : p.least === p.most
          ? `클래스 ${p.count}개, 학습 행은 ${p.most}개씩`
          : `클래스 ${p.count}개, 학습 행은 ${p.least}~${p.most}개씩`,
    target: (p) => `목표 ${p.name}, 평균 ${p.mean}, 표준편차 ${p.deviation}`,
    constant: (p) => `값이 하나뿐이라 쓸모없는 특성: ${p.features}`,
    noneShared: '두 부분에 함께 있는 행은 없음',
    noneNear: '다른 부분의 것과 거의 같은 이미지는 없음',
    near: (p) => `${p.and} 이미지 ${p.count}개가 ${p.between} 부분의 것과 거의 같음`,
    shared: (p) => `${p.and} 행 ${p.count}개가 ${p.between} 부분에도 있음`,
    initialLoss: (p) => `첫 손실 ${p.losses}. 우연이면 ${p.theory}이고, ${p.least}~${p.most}이면 괜찮습니다.`,
    penalty: (p) => `가중치 감쇠 0.1을 켰다면 ${p.penalty}만큼 더해져 이것이 가려졌을 것입니다.`,
    attempt: (p) =>
      `학습률 ${p.rate}, 초기화 ${p.initializer}: 손실 ${p.first} → ${p.last}, 갱신 ${p.updates}번`,
    attemptAccuracy: (p) => `정확도 ${p.accuracy}`,
    probe: '원인을 찾으려는 시도',
    sweep: (p) =>
      `${p.optimizer}: 학습률 ${p.rates}개 가운데 ${p.falling}개에서 손실이 ${p.initial}에서 떨어졌고, 가장 낮은 값은 ${p.lowest}입니다.`,
    search: (p) =>
      `끝까지 학습한 설정 ${p.completed}개, 일찍 멈춘 것 ${p.pruned}개, 실패 ${p.failed}개. 가장 낮은 검증 손실은 ${p.best}입니다.`,
    importance: (p) => `중요했던 것: ${p.shares}.`,
    final: (p) =>
      `${p.runs === '1' ? '오래 학습한 것은' : `오래 학습한 ${p.runs}개 가운데 가장 좋은 것은`} ${p.epoch} 에포크에서 검증 손실 ${p.best}에 이르렀습니다.`,
    validation: (p) => `검증 ${p.metric} ${p.value}.`,
    test: (p) => `시험 ${p.metric} ${p.value}, ${p.rows}행.`,
  },
  decided: {
    data: (p) => `${p.loss}를 줄이고 ${p.metric}로 알립니다. 시험 행은 끝까지 봉해 둡니다.`,
    dropped: (p) => `뒤의 부분에도 있는 학습 ${p.train}행, 검증 ${p.validation}행은 뺐습니다.`,
    initialLoss: '신경망이 이론대로 시작합니다. 출력, 손실, 레이블이 서로 맞습니다.',
    overfitSample: (p) => `신경망, 손실, 기울기가 모두 제대로입니다. 학습률 ${p.rate}로 표본을 외웁니다.`,
    bracket: (p) =>
      `${p.optimizer}: ${p.low}에서 ${p.high} 사이를 찾습니다. 지금까지 가장 좋은 값은 ${p.best}.`,
    coarseSearch: (p) => `지금까지 가장 좋은 설정: ${p.candidate}. 범위를 가장 좋은 3분의 1 둘레로 좁힙니다.`,
    refinement: (p) => `남긴 설정: ${p.candidate}.`,
    nothing: '여기서 더 나아갈 수 없습니다.',
    interrupted: '중단되었습니다. 한 일은 그대로 남아 있습니다.',
  },
  candidate: {
    dense: (p) => `너비 ${p.width}인 완전 연결층 ${p.depth}개`,
    convolutional: (p) => `채널 ${p.width}개에서 시작하는 합성곱 ${p.depth}쌍`,
    batchNorm: '배치 정규화',
    dropout: (p) => `드롭아웃 ${p.rate}`,
    initializer: (p) => `초기화 ${p.name}`,
    optimizer: (p) => `${p.name} 학습률 ${p.rate}, 가중치 감쇠 ${p.decay}, 배치 ${p.batch}행`,
  },
  settings: {
    architecture: '구조',
    width: '너비',
    depth: '깊이',
    activation: '활성화 함수',
    initializer: '초기화',
    batchNorm: '배치 정규화',
    dropout: '드롭아웃',
    optimizer: '옵티마이저',
    learningRate: '학습률',
    weightDecay: '가중치 감쇠',
    batchSize: '배치 크기',
  },
  narrowed: (p) => `가장 좋은 3분의 1의 시도: ${p.list}.`,
  defaultInitializer: '기본값',
  reasons: {
    splitRows: (_: Shown) => '신경망은 본 적 없는 행으로 평가해야 합니다.',
    scaledByTrain: (_: Shown) => '모든 행으로 크기를 맞추면 시험 행이 학습에 끼어듭니다.',
    leakageChecked: (p) =>
      `두 부분에 함께 있는 행은 이해하지 않고 외우게 됩니다. 같은 행 ${p.exact}개${p.near === undefined ? '' : `, 거의 같은 행 ${p.near}개`}가 남아 있습니다.`,
    noFeatureTellsTarget: (p) =>
      p.features === '1'
        ? '하나뿐인 특성이 목표를 누설하지 않습니다.'
        : `특성 ${p.features}개 가운데 목표를 누설하는 것은 없습니다.`,
    initialLossAsExpected: (p) =>
      `아무것도 모르는 신경망의 손실은 ${p.theory}인데, 이 신경망은 ${p.loss}입니다.`,
    sampleLearnt: (p) => `학습률 ${p.learningRate}로 ${p.updates}번 갱신해 ${p.rows}행을 외웠습니다.`,
    bracketFound: (p) =>
      `${p.optimizer}에서는 ${p.low}에서 ${p.high} 사이에서 ${p.updates}번 갱신 안에 손실이 떨어집니다. 그보다 낮으면 너무 느리고, 높으면 터집니다.`,
    coarseBest: (p) => `시도 ${p.trials}개 가운데 ${p.best}번의 검증 손실이 ${p.value}로 가장 낮습니다.`,
    mostImportant: (p) => `차이를 가장 크게 만든 것은 ${p.name}입니다(혼자서 ${p.share}).`,
    narrowed: (p) => (p.kept === undefined ? `${p.name} ${p.from}~${p.to}` : `${p.name} ${p.kept}`),
    betterThanChance: (p) =>
      `검증 ${p.metric} ${p.value}, 우연이면 ${p.chance}. 운일 확률은 ${p.probability}입니다.`,
    fineBest: (p) => `시도 ${p.trials}개 가운데 ${p.best}번의 검증 손실이 ${p.value}로 가장 낮습니다.`,
    finalChosen: (p) =>
      `오래 학습한 ${p.runs}개 가운데 검증 손실이 ${p.value}로 가장 낮습니다. 넓은 탐색에서는 ${p.coarse}였습니다.`,
    bestWeightsKept: (p) =>
      `${p.epochs} 에포크 가운데 검증 손실이 가장 낮았던 ${p.epoch} 에포크의 가중치를 남깁니다.`,
    testReadOnce: (p) => `시험 행은 ${p.readings === '1' ? '한 번만' : `${p.readings}번`} 읽었습니다.`,
  },
  diagnoses: {
    constantTarget: (p) =>
      `모든 행에서 목표 값이 ${p.value}로 같아 배울 것이 없습니다. --target으로 다른 열을 지정하세요.`,
    featureEqualsTarget: (p) =>
      `누출: 특성 ${p.features}은(는) ${tells[p.kind ?? ''] ?? '목표를 누설합니다'}. 신경망은 이것을 베낄 뿐 다른 것은 배우지 않습니다. --drop "${p.features}"로 빼거나 데이터에서 지우세요.`,
    featureDeterminesTarget: (p) =>
      `특성 ${p.features} 하나로 모든 목표를 알 수 있습니다(${determines[p.kind ?? ''] ?? '예외 없음'}). 목표와 함께만 알 수 있는 값이라면 --drop "${p.features}"로 빼세요.`,
    duplicatesAcrossParts: (p) =>
      `${p.count}행(${p.share})이 두 부분(${p.between})에 함께 있습니다. 뒤의 부분이 본 적 없는 것으로 남도록 앞의 부분에서 ${p.dropped}개를 뺐습니다. 어디서 왔는지 살펴보세요. 복사본으로 재면 결과가 지나치게 좋습니다.`,
    rowsRepeat: (p) =>
      `${p.count}행이 두 부분에 함께 있지만, 학습 부분 안에서도 그만큼(${p.ownShare}) 되풀이됩니다. 표 자체가 되풀이되는 것이므로 남겨 둡니다.`,
    nearDuplicatesAcrossParts: (p) =>
      `이미지 ${p.count}개가 다른 부분(${p.between})의 것과 거의 같습니다(옮기거나 밝기나 잡음만 다름). 결과가 그만큼 지나치게 좋을 수 있습니다.`,
    fewRows: (p) =>
      `${partNames[p.part ?? ''] ?? p.part} 부분이 ${p.rows}행뿐입니다. ${p.enough}행도 적은 편이라, 거기서 잰 값은 거칩니다. 행을 늘리거나 --split을 바꾸면 나아집니다.`,
    initialLossOff: (p) =>
      `첫 손실이 ${p.loss}인데, 아무것도 모르는 신경망이라면 ${p.theory}이어야 합니다(${p.least}~${p.most}이면 괜찮음). 초기 가중치가 너무 크거나 입력의 크기가 맞지 않습니다. --initializer나 --scaling을 바꾸세요.`,
    zeroInitialisation: (p) =>
      `${p.layer} 층의 유닛 ${p.units}개가 모두 같은 가중치로 시작해(${p.initializer}) 같은 기울기를 받고 영원히 같습니다. 유닛 하나와 다를 것이 없습니다. 무작위 가중치로 시작하세요. --initializer를 빼거나 he, xavier를 쓰세요.`,
    learningRateTooLow: (p) =>
      `학습률 ${p.learningRate}은(는) 너무 낮아 손실이 움직이지 않습니다. 같은 신경망이 ${p.works}로는 배웁니다. --learning-rate를 빼거나 올리세요.`,
    learningRateTooHigh: (p) =>
      `학습률 ${p.learningRate}은(는) 너무 높아 손실이 터지거나 튑니다. 같은 신경망이 ${p.works}로는 배웁니다. --learning-rate를 빼거나 낮추세요.`,
    labelsLookRandom: (p) =>
      `레이블이 무작위로 보입니다. 학습 손실은 떨어지지만 검증 행에서 ${p.metric}는 ${p.value}이고 우연이면 ${p.chance}입니다(시도 ${p.trials}개 가운데 가장 좋은 것이 운으로 이만큼 나올 확률 ${p.probability}). 입력과 목표가 같은 행의 것인지, 특성이 목표에 대해 알려 주는 것이 있는지 확인하세요.`,
    cannotOverfit: (p) =>
      `신경망이 ${p.rows}행을 외우지 못합니다. 손실 ${p.loss}${p.accuracy === undefined ? '' : `, 정확도 ${p.accuracy}`}, 목표는 ${p.target}. 목표가 다른 같은 행, 너무 작은 신경망, 센 드롭아웃이 원인일 수 있습니다.`,
    lossNotFinite: (p) =>
      `학습률 ${p.learningRate}, ${p.step}번째 갱신에서 손실이 무한대나 NaN이 되었습니다. --learning-rate를 낮추거나 데이터에 아주 큰 값이 있는지 확인하세요.`,
    noLearningRate: (p) =>
      `${p.low}에서 ${p.high}까지 어떤 학습률로도 100번 갱신 안에 손실이 떨어지지 않습니다. 입력의 크기와, 입력이 목표에 대해 알려 주는 것이 있는지 확인하세요.`,
    noTrialFinished: (p) =>
      `${p.trials === '0' ? '시작한 시도가 없습니다' : `시도 ${p.trials}개 가운데 끝난 것이 없습니다`}${p.error === undefined ? '' : `(${p.error})`}. --budget을 늘리세요.`,
    curves: (p) => `곡선 읽기: ${readings[p.reading ?? ''] ?? p.reading}.`,
    noGain: (p) =>
      `더 오래 학습해도 검증 손실이 ${p.final}(으)로, 넓은 탐색의 ${p.coarse}보다 낮아지지 않았습니다.`,
  },
  progress: {
    step: (p) => `${p.number}/6 ${p.name}`,
    units: {
      data: '검사',
      initialLoss: '신경망',
      overfitSample: '시도',
      learningRates: '학습률',
      coarseSearch: '시도',
      refinement: '시도',
      final: '긴 실행',
    },
    done: (p) => `${p.unit} ${p.done}${p.of}`,
    rate: (p) => `초당 ${p.unit} ${p.rate}`,
    left: (p) => `${p.time} 남음`,
    best: (p) => `최고 ${p.value}`,
  },
  charts: {
    overfit: '표본의 손실',
    sweep: (p) => `${p.optimizer}: ${p.updates}번 갱신한 뒤의 손실`,
    chosen: '찾을 범위',
    notFinite: '유한하지 않음',
    expected: '우연',
    best: '최고',
    bestSoFar: '지금까지 가장 낮은 검증 손실',
    trainLoss: '학습 손실',
    validationLoss: '검증 손실',
    trial: '시도',
    value: '손실',
    settings: '설정',
  },
  result: (p) =>
    `${p.dataset}: 시험 ${p.metric} ${p.value} (시험 행은 ${p.readings === '1' ? '한 번만' : `${p.readings}번`} 읽음). ${p.time} 동안 찾아 ${p.out}에 저장했습니다`,
  stepResult: (p) => `${p.number}단계 ${p.name}: ${p.time} 만에 마쳤습니다`,
  use: (p) => `사용하기: regimen predict ${p.out} <새 행>.csv`,
  report: {
    title: (p) => `${p.dataset}에 적용한 레시피`,
    lead: (p) => `시험 ${p.rows}행에서 ${p.metric} ${p.value}. 시험 행은 맨 끝에 한 번만 읽었습니다.`,
    leadStopped: (p) => `${p.number}단계 ${p.name}에서 멈췄습니다.`,
    leadInterrupted: (p) => `6단계 가운데 ${p.steps}단계 뒤에 중단되었습니다.`,
    readings: '시험 부분을 읽은 횟수',
    settingsTried: '시도한 설정',
    time: '시간',
    initialCaption: '새 신경망의 손실, 막대 하나가 시드 하나. 점선은 아무것도 모르는 신경망의 손실입니다.',
    networkSeed: '신경망 (시드)',
    firstLoss: '첫 손실',
    chance: (p) => `우연: ${p.value}`,
    overfitCaption: '작은 표본의 손실은 거의 0까지 떨어져야 합니다.',
    overfitAccuracyCaption: '작은 표본의 정확도는 1에 이르러야 합니다.',
    update: '갱신',
    loss: '손실',
    attempt: (p) => `${p.rate}, ${p.initializer}`,
    sweepCaption: (p) =>
      `${p.optimizer}: 학습률마다 ${p.updates}번 갱신한 뒤의 손실. 칠한 곳: 찾을 범위. 세모: 그림보다 높거나 유한하지 않음.`,
    sweepCurvesCaption: (p) => `${p.optimizer}: 몇몇 학습률에서 손실이 지나온 길.`,
    atStart: '시작할 때',
    searched: '찾을 범위',
    coarse: '넓은 탐색',
    fine: '좁은 탐색',
    pruned: '일찍 멈춤',
    best: '남긴 것',
    fineCloudCaption:
      '좁은 탐색은 넓은 탐색의 가장 좋은 설정 둘레에 있습니다. 둘을 같은 축에 그렸습니다. 진하고 클수록 검증 손실이 낮습니다. 가위표: 일찍 멈춘 것.',
    cloudCaption:
      '넓은 탐색: 점 하나가 시도한 설정 하나. 두 축 모두 로그입니다. 진하고 클수록 검증 손실이 낮습니다. 가위표: 일찍 멈춘 것.',
    importanceCaption: '설정 하나가 혼자 설명하는 차이의 몫 (fANOVA).',
    bestCaption: '시도마다의 검증 손실과 지금까지의 최고(선).',
    bestTrials: '가장 좋은 설정들',
    validationLoss: '검증 손실',
    finalCaption: '남긴 실행: 에포크마다의 손실.',
    finalMetricCaption: (p) => `남긴 실행: 에포크마다의 ${p.metric}.`,
    longRuns: '오래 학습한 실행들',
    run: '실행',
    from: '출처',
    bestEpoch: '가장 좋은 에포크',
    testOnce: (p) =>
      `시험 부분(${p.rows}행)은 봉해져 있어 어느 단계도 읽을 수 없었습니다. 아래 숫자를 위해 한 번만 읽었습니다.`,
    testTimes: (p) => `시험 부분(${p.rows}행)을 ${p.readings}번 읽었습니다.`,
    test: '시험, 한 번만 읽음',
    ofMean: '평균으로 예측할 때의 RMSE',
    code: '몇 줄로 쓴 이 모델',
    codeCaption: '이 코드는 데이터를 읽고, 같은 신경망을 같은 설정으로 학습시키고, 시험 행으로 잽니다.',
    footer: (p) => `Regimen이 만들었습니다. 모델, 설정, 모든 시도와 숫자는 ${p.folder}에 있습니다.`,
  },
}
