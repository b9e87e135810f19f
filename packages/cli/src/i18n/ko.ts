/** 명령이 하는 모든 말, 한국어. Everything the command says, in Korean. */
import type { Dictionary } from './index.ts'
import { recipeKorean } from './recipe-ko.ts'

const quoted = (names: readonly string[]) => names.join(', ')
const meant = (nearest: string | undefined) => (nearest === undefined ? '' : ` 혹시 ${nearest}인가요?`)

const help: Dictionary['help'] = {
  program: '표와 이미지로 신경망을 학습시키고, 학습 방법을 비교하고, 학습한 것을 사용합니다.',
  titles: {
    usage: '사용법:',
    arguments: '인자:',
    options: '옵션:',
    globalOptions: '모든 명령의 옵션:',
    commands: '명령:',
  },
  examples: '예:',
  firstSteps: `처음이라면 이렇게 해 보세요:
  regimen train iris                    붓꽃에 좋은 설정을 이유와 함께 찾습니다 (2분)
  regimen train houses.csv --target price
  regimen predict runs/<폴더> new-houses.csv
  regimen compare --data digits         어떤 옵티마이저가 가장 빨리 배울까요?`,
  more: 'regimen <명령> --help 로 명령의 옵션을 볼 수 있습니다.',
  help: '이 도움말을 보여 줍니다',
  helpCommand: '명령의 도움말을 보여 줍니다',
  version: '버전을 보여 줍니다',
  json: '결과를 JSON으로 stdout에만 출력합니다. 진행 상황은 stderr로 나갑니다',
  lang: '언어: en 또는 ko (기본값: 환경 변수에 따름)',
  seed: '모든 무작위성의 씨앗이 되는 정수. 같은 시드는 같은 결과를 냅니다 (기본값: 0)',
  train: {
    summary: '내장 데이터나 CSV 파일로 신경망을 학습시킵니다',
    description:
      '신경망을 학습시킵니다. 데이터만 주면 한도(2분) 안에서 레시피의 여섯 단계로 좋은 설정을 찾고, 왜 그렇게 골랐는지 말합니다. 신경망이나 학습의 옵션(--hidden, --activation, --initializer, --batch-norm, --dropout, --optimizer, --learning-rate, --weight-decay, --l2, --batch-size, --epochs, --patience, --no-early-stopping, --metrics, --config)을 하나라도 주면 그 신경망 하나를 학습시킵니다. 어느 쪽이든 데이터를 학습, 검증, 시험 행으로 나누고, 학습 행에 맞추어 입력의 크기를 조정하고, 검증 행에서 가장 좋았던 가중치를 남기고, 시험 행으로 마지막에 한 번 측정합니다. 모델, 설정, 모든 이벤트, 보고서가 담긴 폴더를 남깁니다.',
    data: 'digits, iris, mnist 또는 CSV 파일의 경로',
    target: '예측할 열의 이름 또는 0부터 센 번호 (기본값: 마지막 열)',
    task: 'classification(분류) 또는 regression(회귀) (기본값: 목표 열을 보고 판단)',
    drop: '사용하지 않을 열, 쉼표로 구분',
    categorical: '숫자처럼 보여도 이름으로 다룰 열',
    delimiter: '값 사이의 구분자: comma, semicolon, tab (기본값: 파일을 보고 판단)',
    decimal: '소수점: . 또는 , (기본값: .)',
    encoding: '파일의 인코딩, 예: euc-kr (기본값: utf-8)',
    noHeader: '첫 줄도 데이터입니다 (기본값: 파일을 보고 판단)',
    folder: 'MNIST 파일이 있는 폴더 (기본값: $REGIMEN_DATA/mnist, 없으면 한 번 내려받음)',
    split: '학습, 검증, 시험 행의 백분율 (기본값: 80,10,10)',
    scaling:
      '입력의 크기 조정: zscore (평균 0, 표준편차 1), minmax (0에서 1), robust (중앙값, 사분위수), none (기본값: 표는 zscore, 이미지는 minmax)',
    hidden: '은닉층의 너비. none은 선형 모델 (기본값: 100,100)',
    activation: '은닉층 뒤의 활성화 함수 (기본값: relu)',
    initializer: '가중치 초기화, 예: he, xavier (기본값: 활성화 함수에 따름)',
    batchNorm: '활성화 함수 앞에서 배치 정규화를 합니다',
    dropout: '갱신할 때마다 끄는 은닉 유닛의 비율, 0에서 1 (기본값: 0)',
    optimizer: '기울기를 갱신으로 바꾸는 방법 (기본값: adam)',
    learningRate: '갱신의 크기 (기본값: 옵티마이저의 기본값)',
    weightDecay: '분리된 가중치 감쇠: AdamW처럼 갱신과 따로 가중치를 줄입니다 (기본값: 0)',
    l2: '결합된 가중치 감쇠: 손실에 L2 벌점을 더합니다 (기본값: 0)',
    epochs: '학습 행을 도는 최대 횟수 (기본값: 약 2,000번 갱신, 20~200 에포크)',
    batchSize: '한 번 갱신에 쓰는 행의 수 (기본값: 32)',
    patience: '검증 손실이 나아지지 않을 때 기다리는 에포크 수 (기본값: 에포크의 5분의 1, 최소 10)',
    noEarlyStopping: '모든 에포크를 학습하고 마지막 가중치를 남깁니다',
    metrics: '정확도나 RMSE와 함께 잴 지표, 예: f1,rocAuc 또는 r2',
    out: '실행 폴더 (기본값: runs/<데이터>-<날짜>-<시각>)',
    force: '다른 파일이 있는 폴더에도 씁니다',
    resume: '중단된 실행을 이어서 합니다. 그 실행의 설정을 사용합니다',
    config:
      '신경망, 옵티마이저, 설정을 담은 TypeScript, JavaScript, JSON 파일. 여기서 준 옵션이 파일의 값보다 앞섭니다',
    examples: [
      'regimen train digits',
      'regimen train houses.csv --target price --budget 10m',
      'regimen train iris --hidden 16 --seed 1',
      'regimen train houses.csv --target price --dropout 0.2 --out runs/houses',
      'regimen train mnist --config conv.ts',
      'regimen train --resume runs/houses',
    ],
  },
  backend: {
    backend:
      '계산하는 것: wasm, native (큰 행렬 곱은 이 컴퓨터의 BLAS로) 또는 reference (float64, 느림) (기본값: wasm)',
    threads: '함께 계산하는 스레드의 수, 1에서 64 (기본값: 코어의 수, 최대 8)',
    deterministic: '어느 컴퓨터에서나 같은 비트, 조금 느림',
  },
  predict: {
    summary: '학습한 신경망으로 새 행을 예측합니다',
    description:
      '실행 폴더와, 학습에 쓴 열이 있는 CSV 파일을 읽어 (목표 열은 없어도 됩니다) 행마다 예측을 CSV로 출력합니다.',
    run: 'train이 남긴 폴더',
    file: 'CSV 파일. -는 표준 입력을 읽습니다',
    probabilities: '모든 클래스의 확률을 더합니다',
    delimiter: '값 사이의 구분자: comma, semicolon, tab (기본값: 파일을 보고 판단)',
    encoding: '파일의 인코딩, 예: euc-kr (기본값: utf-8)',
    noHeader: '첫 줄도 데이터입니다 (기본값: 파일을 보고 판단)',
    examples: [
      'regimen predict runs/iris new-flowers.csv',
      'cat new-flowers.csv | regimen predict runs/iris - --probabilities',
    ],
  },
  export: {
    summary: '학습한 신경망을 다른 도구가 쓰도록 내보냅니다',
    description:
      '실행의 신경망을 ONNX로(onnxruntime 등), 또는 가중치를 PyTorch의 이름으로 씁니다. safetensors는 load_state_dict, npz는 NumPy에서 읽습니다. 신경망의 입력은 그 실행에서처럼 스케일링한 값입니다.',
    run: 'train이 남긴 폴더',
    format: 'onnx, safetensors 또는 npz',
    out: '쓸 파일 (기본값: 실행 폴더의 model.onnx, model.pytorch.safetensors, model.npz)',
    examples: [
      'regimen export runs/iris --format onnx',
      'regimen export runs/iris --format safetensors --out iris.safetensors',
    ],
  },
  import: {
    summary: '다른 곳에서 학습한 가중치를 가져옵니다',
    description:
      '다른 실행의 데이터, 스케일링, 구조와 파일의 가중치로 새 실행을 만듭니다. 이름은 PyTorch의 것(같은 층을 nn.Sequential에 둔 state_dict)이거나 Regimen의 것입니다. 그다음 predict와 export에 쓸 수 있습니다.',
    run: '같은 구조인 실행의 폴더',
    file: 'safetensors 또는 npz 파일',
    out: '새 실행의 폴더',
    examples: ['regimen import runs/iris tuned.safetensors --out runs/iris-tuned'],
  },
  compare: {
    summary: '같은 문제에서 옵티마이저를 비교합니다',
    description:
      '같은 신경망을 여러 옵티마이저로 학습시킵니다. 초기 가중치와 배치는 모두 같습니다. 손실 곡선과 순위를 남깁니다 (compare.html, compare.svg, compare.json).',
    optimizers: '쉼표로 구분한 이름 (기본값: sgd,momentum,adagrad,adam)',
    data: 'mnist, digits, iris (기본값: digits)',
    folder: 'MNIST 파일이 있는 폴더 (기본값: $REGIMEN_DATA/mnist, 없으면 한 번 내려받음)',
    seeds: '반복 횟수. 반복마다 초기 가중치와 배치가 다릅니다 (기본값: 3)',
    steps: '실행마다 갱신 횟수 (기본값: mnist는 2000, 나머지는 500)',
    batchSize: '한 번 갱신에 쓰는 행의 수, 복원 추출 (기본값: 128)',
    hidden: '은닉층의 너비 (기본값: 100,100,100,100)',
    activation: '은닉층 뒤의 활성화 함수 (기본값: relu)',
    learningRate: '이름=값, 여러 번 쓸 수 있음 (기본값: 옵티마이저마다의 기본값)',
    out: '결과 폴더 (기본값: runs/compare-<데이터>-<날짜>-<시각>)',
    force: '다른 파일이 있는 폴더에도 씁니다',
    examples: [
      'regimen compare',
      'regimen compare --data mnist --optimizers sgd,adam --seeds 5',
      'regimen compare --learning-rate sgd=0.1 --learning-rate adam=0.003',
    ],
  },
  techniques: {
    summary: '라이브러리의 모든 기법을 나열합니다',
    description: '모든 기법을 종류, 기본값, 논문, 그리고 관련된 카탈로그 번호와 함께 나열합니다.',
    kind: '이 종류만, 예: optimizer, initializer',
  },
  info: {
    summary: '이 컴퓨터에서 쓸 수 있는 것과 학습을 더 빠르게 할 방법을 보여 줍니다',
    description:
      '버전, 코어, 벡터 명령, 스레드, 백엔드, 그리고 사용 중인 BLAS(빠른 행렬 곱 라이브러리)를 보여 주고, 없으면 무엇을 설치하면 되는지 알려 줍니다. 환경 변수 REGIMEN_BLAS로 다른 라이브러리를 지정하거나 none으로 끌 수 있습니다.',
  },
  explain: {
    summary: '학습 스텝이 무엇으로 컴파일되는지 보여 줍니다',
    description:
      '학습 스텝 하나를 컴파일하고, 컴파일러의 각 단계가 무엇을 하는지 보여 줍니다. 단계마다 남은 연산의 수와, 커널마다 형태, 연산량, 바이트, 메모리 주소입니다. 실행 폴더나 config.json을 주면 데이터를 읽지 않습니다. 설정 파일만 주면 digits, iris, mnist 가운데 그 신경망에 맞는 첫 데이터로 설명합니다.',
    config:
      '실행 폴더, 그 config.json, train의 설정 파일, 또는 train의 옵션과 함께 digits, iris, mnist, CSV 파일의 경로',
    report: '커널 표와 메모리 그림을 담은 HTML 파일을 씁니다',
    pass: '컴파일러의 한 단계가 스텝에서 만든 것을 출력합니다: trace, simplify, lower, fuse, schedule, memory, emit',
    examples: [
      'regimen explain digits',
      'regimen explain runs/houses --backend native',
      'regimen explain mnist --hidden 512,256 --batch-size 128 --report step.html',
      'regimen explain houses.csv --config houses.ts',
    ],
  },
  tune: {
    summary: '직접 만든 목적 함수의 좋은 하이퍼파라미터를 찾습니다',
    description:
      'TypeScript 또는 JavaScript 파일(기본 내보내기를 defineTuning으로 만든 것)이 설명하는 연구의 시도를 작업 프로세스에서 실행하고, 저장소에 보관하고, 그림이 담긴 보고서를 남깁니다. Ctrl-C를 한 번 누르면 진행 중인 시도가 끝난 뒤, 두 번 누르면 바로 멈춥니다. 어느 쪽이든 --resume으로 이어서 합니다.',
    config: '기본 내보내기를 defineTuning으로 만든 파일',
    trials: '연구 전체의 시도 수 (기본값: 100)',
    seconds: '이 시간(초)이 지나면 새 시도를 시작하지 않습니다',
    workers: '시도를 실행할 프로세스 수 (기본값: 코어 수)',
    trialSeconds: '시도 하나가 이 시간(초)을 넘으면 그 작업 프로세스를 끝냅니다 (기본값: 제한 없음)',
    retries: '작업 프로세스가 끝나 버린 시도를 다시 시작하는 횟수. 그 뒤에는 실패로 남습니다 (기본값: 3)',
    leaseSeconds: '이 시간(초) 동안 살아 있다는 신호가 없는 작업 프로세스를 끝냅니다 (기본값: 60)',
    resume: '이 이름의 연구를 이어서 합니다',
    name: '연구의 이름 (기본값: 파일이 정한 이름, 없으면 파일 이름)',
    store: '연구와 실행을 보관하는 SQLite 파일 (기본값: $REGIMEN_STORE, 없으면 runs/regimen.sqlite)',
    report: 'HTML 파일 (기본값: 저장소 옆)',
    examples: [
      'regimen tune search.ts --trials 50',
      'regimen tune search.ts --trials 200 --resume --workers 2',
    ],
  },
  recipe: {
    summary: 'train의 여섯 단계를 하나씩, 또는 일부 설정을 고정하고 합니다',
    description:
      'regimen train이 옵션 없이 하는 일을 합니다. 데이터, 초기 손실, 작은 표본을 외우는지, 학습률을 확인하고, 넓게 그다음 좁게 탐색하고, 오래 학습한 뒤 시험 행을 한 번 읽습니다. --step을 주면 한 단계만, 앞 단계는 필요한 만큼만 합니다. 여기서 준 신경망과 옵티마이저 옵션은 그대로 두고 나머지를 찾습니다.',
    step: '이 단계만, 1에서 6. 앞 단계는 필요한 만큼만 합니다',
    budget: '신경망 옵션 없이 탐색할 때의 한도: 시간(90s, 2m, 1h) 또는 시도 횟수("50 trials") (기본값: 2m)',
    workers: '탐색의 시도를 돌리는 프로세스의 수 (기본값: 코어의 수)',
    despite: '나와도 멈추지 않고 계속할 진단의 코드, 쉼표로 구분 (기본값: 없음)',
    examples: [
      'regimen recipe digits --step 3',
      'regimen recipe houses.csv --target price --optimizer adamW --budget 5m',
      'regimen recipe --resume runs/houses',
    ],
  },
  kept: {
    studies: '연구를 나열, 비교, 이름 변경, 태그, 보관, 내보내기 합니다',
    runs: '실행을 나열, 비교, 이름 변경, 태그, 보관, 내보내기 합니다',
    action: 'list, show, compare, rename, tag, archive, restore, export, remove 중 하나 (기본값: list)',
    names: '대상의 이름. 그 뒤에 새 이름이나 태그',
    all: '보관한 것도 나열합니다',
    format: '내보내기 형식: json 또는 csv (기본값: csv)',
    report: '비교할 때: 수치와 겹쳐 그린 곡선이 담긴 HTML 파일을 씁니다',
    studiesExamples: [
      'regimen studies',
      'regimen studies compare first-search search --report searches.html',
      'regimen studies rename search first-search',
      'regimen studies export search --format csv',
    ],
    runsExamples: [
      'regimen runs',
      'regimen runs compare iris-1 iris-2 --report iris.html',
      'regimen runs tag iris-1 paper',
    ],
  },
  lab: {
    summary: '강의 노트의 주장을 판정하는 실험 실행하기',
    description:
      '신경망 학습에 관한 주장 하나하나가 실험입니다. 여러 시드에 대해 재고, 재기 전에 정한 규칙으로 판정합니다. 잰 것은 폴더에 남고 바뀐 것이 없으면 다시 재지 않습니다. 그 폴더의 실험 기록(book.html)에 모든 것이 들어 있습니다.',
    list: '실험 목록과 알려진 판정 보기',
    run: '실험을 실행하고 실험 기록 쓰기',
    show: '실험 하나의 주장, 규칙, 판정, 수치 보기',
    names: '실험의 id, 분야 이름, 또는 all',
    id: '실험의 id',
    family: '이 분야만 (예: optimizers)',
    seeds:
      '무작위성이 있는 실험마다 쓸 시드의 수 (기본값: 실험마다 정해진 수, 5 이상). 첫 시드는 --seed로 정합니다',
    quick: '빠른 실행: 시드 3개 이하, 작은 설정, 넓은 구간',
    jobs: '동시에 재는 프로세스 수 (기본값: 코어 수)',
    resume: '중단된 실행 이어서 하기',
    fresh: '이미 잰 것도 다시 재기',
    out: '측정값과 실험 기록을 둘 폴더 (기본값: runs/lab)',
    examples: [
      'regimen lab list',
      'regimen lab run sgd-zigzags-in-narrow-valleys',
      'regimen lab run optimizers --quick',
      'regimen lab show sgd-zigzags-in-narrow-valleys',
    ],
  },
  demo: {
    summary: '직접 보기: 옵티마이저 넷을 비교하고 가장 좋은 것으로 학습합니다',
    description:
      '손글씨 숫자로 옵티마이저 넷을 비교하고, 학습 손실이 가장 낮은 것으로 신경망을 학습시켜 두 보고서를 남깁니다. 1분쯤 걸립니다.',
    out: '결과 폴더 (기본값: runs/demo-<날짜>-<시각>)',
  },
}

const expected: Dictionary['expected'] = {
  positiveInteger: '1 이상의 정수',
  integer: '정수',
  count: '0 이상의 정수',
  positive: '0보다 큰 수',
  nonNegative: '0 이상의 수',
  rate: '0 이상 1 미만의 수',
  threads: '1에서 64까지의 정수',
  widths: '쉼표로 구분한 1 이상의 정수, 또는 none',
  split: '합이 100이 되는 0보다 큰 백분율 셋, 예: 80,10,10',
  rates: '이름=0보다 큰 수, 예: sgd=0.05',
  step: '1에서 6까지의 정수',
  budget: '5초 이상의 시간(예: 90s, 2m, 1h30m) 또는 시도 횟수(예: "50 trials")',
}

const configValues: Dictionary['configValues'] = {
  positiveInteger: expected.positiveInteger,
  integer: expected.integer,
  positive: expected.positive,
  nonNegative: expected.nonNegative,
  rate: expected.rate,
  truth: 'true 또는 false',
  widths: '1 이상의 정수 목록',
  shares: '합이 1이 되는 0보다 큰 수 셋, 예: [0.8, 0.1, 0.1]',
  patience: '1 이상의 정수, 또는 false',
  model: '층, 층을 주는 함수, 또는 층의 kind와 settings',
  optimizer: '라이브러리의 옵티마이저, 예: adam({ learningRate: 0.001 }), 또는 그 이름',
  loss: '라이브러리의 손실, 예: mseLoss(), 또는 그 이름',
  metrics: '지표 이름의 목록',
  activation: '활성화 함수의 이름',
  initializer: '초기화 방법의 이름',
  scaling: '스케일링의 이름',
  augment: '라이브러리의 데이터 증강 목록, 예: randomShift({ pixels: 1 }), 또는 그 이름',
  sampleWeights: "'balanced', 또는 훈련 부분을 받아 행마다 가중치를 주는 함수",
  monitor: 'true, 또는 monitor()의 옵션',
  callbacks: '콜백의 목록, 또는 목록을 주는 함수',
}

const writeProblems: Dictionary['writeProblems'] = {
  full: '디스크가 가득 찼습니다. 공간을 비우거나 --out으로 다른 폴더를 고르세요',
  tooLarge: '시스템이 더 큰 파일을 허용하지 않습니다. 한도를 올리거나 --out으로 다른 폴더를 고르세요',
  forbidden: '권한이 없습니다. --out으로 쓸 수 있는 폴더를 고르세요',
  readOnly: '읽기 전용 파일 시스템입니다. --out으로 다른 폴더를 고르세요',
  impossible: '파일 시스템이 여기에는 허용하지 않습니다. --out으로 다른 폴더를 고르세요',
  notFolder: '경로의 일부가 폴더가 아니라 파일입니다. --out으로 다른 폴더를 고르세요',
  isFolder: '폴더입니다. 지우거나 --out으로 다른 폴더를 고르세요',
  longName: '이름이 너무 깁니다. --out으로 더 짧은 이름을 고르세요',
}

const broken = {
  input: '유한하지 않은 값이 있는 입력 행을 처음 받은 층은',
  parameter: '가중치가 유한하지 않은 첫 층은',
  output: '출력이 유한하지 않은 첫 층은',
  loss: '모든 층은 유한하며, 손실을 계산한 마지막 층은',
}

const errors: Dictionary['errors'] = {
  'unknown-option': (p) => `${p.option} 옵션은 없습니다.${meant(p.nearest)} ${p.command} --help 를 보세요.`,
  'unknown-command': (p) => `"${p.name}" 명령은 없습니다.${meant(p.nearest)} regimen --help 를 보세요.`,
  'missing-value': (p) => `${p.option} 옵션에 값이 필요합니다.`,
  'missing-argument': (p) => `${p.argument} 인자가 없습니다. ${p.command} --help 를 보세요.`,
  'too-many-arguments': (p) =>
    `인자가 너무 많습니다. 공백이 있는 이름은 따옴표로 묶으세요. ${p.command} --help 를 보세요.`,
  'unknown-value': (p) =>
    `${p.option}: "${p.value}"은(는) 없습니다.${meant(p.nearest)} 가능한 값: ${quoted(p.choices)}.`,
  'bad-value': (p) =>
    `${p.option} 값으로 "${p.value}"은(는) 쓸 수 없습니다. 필요한 값: ${expected[p.expected]}.`,
  'unknown-dataset': (p) =>
    `"${p.dataset}"은(는) 내장 데이터(${quoted(p.choices)})도 파일도 아닙니다.${meant(p.nearest)}`,
  'option-needs-csv': (p) =>
    `${p.option} 옵션은 CSV 파일에만 씁니다. ${p.dataset}은(는) 내장 데이터입니다. 옵션을 빼세요.`,
  'options-exclude': (p) =>
    `${p.first} 옵션과 ${p.second} 옵션은 함께 쓸 수 없습니다. 가중치 감쇠의 한 가지 방식만 고르세요.`,
  'backend-option': (p) =>
    `--backend ${p.backend}에는 ${p.option}이(가) 쓰이지 않습니다. 빼거나 --backend wasm을 쓰세요.`,
  'options-mix': (p) =>
    `${p.search}은(는) 신경망을 주지 않을 때 train이 하는 탐색의 옵션인데, ${p.model}이(가) 신경망을 정합니다. 둘 가운데 하나를 빼거나, 설정을 고정하고 찾으려면 regimen recipe를 쓰세요.`,
  'option-not-recipe': (p) =>
    `레시피는 분리된 가중치 감쇠를 찾으므로 ${p.option}은(는) 쓸 수 없습니다. --weight-decay를 쓰거나, regimen train에 --l2를 주세요.`,
  'recipe-widths': (p) =>
    `--hidden ${p.widths}: 레시피의 은닉층은 너비가 모두 같아야 합니다. 예: 64,64. 이렇게 주거나 신경망을 탐색에 맡기세요.`,
  'recipe-stopped': (p) =>
    `${p.number}단계(${p.name})에서 멈췄습니다. ${p.reason}${p.despite === undefined ? '' : ` 그래도 계속하려면: --despite ${p.despite}.`}`,
  'step-interrupted': (_) => '중단되었습니다. --out <폴더>를 주면 이어서 할 수 있습니다.',
  'config-has-settings': (p) =>
    `설정은 ${p.config}에 있습니다. ${p.option}을(를) 빼거나, 설정 파일 대신 데이터를 지정하세요.`,
  'config-needs-data': (p) =>
    `${p.config}의 신경망에 맞는 데이터가 ${quoted(p.choices)} 가운데 없습니다. 데이터를 지정하세요: regimen explain <데이터> --config ${p.config}`,
  'config-ending': (p) =>
    `${p.file}은(는) 설정 파일이 아닙니다. 이름이 다음 중 하나로 끝나야 합니다: ${quoted(p.choices)}.`,
  'config-broken': (p) => `${p.file}에 잘못이 있습니다: ${p.reason}.`,
  'config-export': (p) =>
    `${p.file}에 설정이 없습니다. 이렇게 쓰세요: export default defineConfig({ … }). JSON에서는 객체입니다.`,
  'config-field': (p) =>
    `${p.file}: ${p.field} 값이 ${p.value}입니다. 필요한 것: ${configValues[p.expected]}.${meant(p.nearest)}`,
  'config-unknown-field': (p) =>
    `${p.file}: 설정에 "${p.field}" 항목은 없습니다.${meant(p.nearest)} 있는 것: ${quoted(p.choices)}.`,
  'config-changed': (p) =>
    `${p.file}이(가) ${p.folder}의 실행을 시작할 때와 다릅니다. 되돌려 놓거나 새로 시작하세요.`,
  'resume-has-settings': (p) =>
    `--resume은 그 실행의 설정을 사용합니다. ${p.option} 옵션을 빼거나, --resume 없이 새로 시작하세요.`,
  'out-not-empty': (p) =>
    `${p.folder}에 실행의 것이 아닌 파일이 있습니다. --out으로 다른 폴더를 고르거나 --force로 그 폴더에 쓰세요.`,
  'not-a-run': (p) =>
    `${p.folder}은(는) 실행 폴더가 아닙니다. ${p.file} 파일이 없습니다. regimen train이 남긴 폴더를 지정하세요.`,
  'config-damaged': (p) =>
    `${p.file} 파일이 손상되었습니다 (${p.reason}). 다시 학습하거나 파일을 복구하세요.`,
  'import-ending': (p) =>
    `${p.file}은(는) 가중치 파일이 아닙니다. 이름이 .safetensors나 .npz로 끝나야 합니다.`,
  'run-unfinished': (p) =>
    `${p.folder}에는 아직 학습이 끝난 모델이 없습니다. 다음으로 끝내세요: regimen train --resume ${p.folder}`,
  'data-changed': (p) =>
    `${p.dataset} 데이터가 ${p.folder}의 실행을 시작할 때와 다릅니다. 데이터를 되돌리거나 새로 시작하세요.`,
  'cannot-write': (p) => `${p.file} 파일을 쓸 수 없습니다: ${writeProblems[p.problem]}.`,
  'loss-not-finite': (p) =>
    `${p.step}번째 스텝에서 손실이 ${p.loss}이(가) 되었습니다. ${broken[p.what]} ${p.layer}입니다. --learning-rate를 줄이거나, 데이터에 아주 큰 값이 있는지 확인하세요.`,
  interrupted: (p) => `중단했습니다. 다음으로 이어서 하세요: regimen train --resume ${p.folder}`,
  'compare-interrupted': () => '중단했습니다. 아무것도 쓰지 않았습니다.',
  'no-tuning-file': (p) => `${p.file} 파일이 없습니다. 무엇을 조정할지 적은 파일을 주세요.`,
  'study-there': (p) =>
    `"${p.name}"(이)라는 연구가 이미 있습니다. --resume으로 이어서 하거나 --name으로 다른 이름을 쓰세요.`,
  'no-study': (p) => `${p.store}에 "${p.name}"(이)라는 연구가 없습니다. --resume 없이 시작하세요.`,
  'option-needs-compare': (p) => `${p.option} 옵션은 compare에서만 씁니다. 빼거나 compare를 쓰세요.`,
  'compare-needs-two': (p) =>
    `비교할 것이 ${p.count}개입니다. 이름을 둘 이상 적으세요. 무엇이 있는지는 list로 볼 수 있습니다.`,
  'tune-interrupted': (p) =>
    `중단했습니다. 지금까지의 시도는 모두 남아 있습니다. 연구 "${p.name}"은(는) --resume으로 이어서 할 수 있습니다.`,
  'unknown-experiment': (p) =>
    `"${p.name}"(이)라는 실험이나 분야가 없습니다.${meant(p.nearest)} regimen lab list를 보세요.`,
  'lab-nothing-to-resume': (p) =>
    `${p.folder}에 중단된 실행이 없습니다. 새로 시작하세요: regimen lab run all`,
  'lab-interrupted': (_) => '중단했습니다. 잰 것은 남아 있습니다. 이어서 하려면: regimen lab run --resume',
  'lab-failed': (p) => `재지 못한 실험: ${quoted(p.names)}. 까닭은 위에 있습니다.`,
  unexpected: (p) =>
    `예상하지 못한 오류입니다. Regimen의 버그입니다: ${p.message}. REGIMEN_DEBUG=1 로 스택을 볼 수 있습니다.`,
}

const metricNames: Dictionary['metricNames'] = {
  loss: '손실',
  accuracy: '정확도',
  rootMeanSquaredError: 'RMSE',
  meanAbsoluteError: 'MAE',
  meanSquaredError: 'MSE',
  r2: 'R²',
  top5Accuracy: '상위 5 정확도',
  precision: '정밀도',
  recall: '재현율',
  f1: 'F1',
  rocAuc: 'ROC-AUC',
  prAuc: 'PR-AUC',
  logLoss: '로그 손실',
  expectedCalibrationError: '보정 오차',
}

export const ko: Dictionary = {
  help,
  expected,
  configValues,
  writeProblems,
  errors,
  recipe: recipeKorean,
  metricNames,
  metrics: (name) => metricNames[name] ?? name,
  parts: { train: '학습', validation: '검증', test: '시험' },
  tasks: { classification: '분류', regression: '회귀' },
  progress: {
    epoch: (p) => `에포크 ${p.epoch}/${p.epochs}`,
    rate: (p) => `초당 ${p.rate}행`,
    left: (p) => `${p.time} 남음`,
    downloading: (p) => `${p.file} 파일을 ${p.folder} 폴더에 내려받는 중`,
    compareRun: (p) => `실행 ${p.run}/${p.runs} · ${p.optimizer} · 시드 ${p.seed}`,
  },
  train: {
    data: (p) => `${p.dataset}: ${p.task}. 학습 ${p.train}행, 검증 ${p.validation}행, 시험 ${p.test}행`,
    network: (p) =>
      `신경망 ${p.widths}${p.activation === undefined ? '' : `, ${p.activation}`}, 매개변수 ${p.parameters}개. ${p.optimizer}, ${p.rate === undefined ? '보폭은 선 탐색으로' : `학습률 ${p.rate}`}`,
    resumed: (p) => `${p.step}번째 스텝 다음부터 이어서 합니다`,
    startedOver: '첫 체크포인트에 이르지 못한 실행입니다. 그 설정으로 처음부터 다시 합니다',
    duplicates: (p) =>
      `같은 입력이 여러 부분에 있습니다. 검증 ${p.validation}행과 시험 ${p.test}행이 학습 부분에, 시험 ${p.between}행이 검증 부분에 있습니다. 결과는 그만큼 실제보다 좋게 나옵니다.`,
    onlyTestImages: (p) =>
      `MNIST 시험 이미지 ${p.images}개만 있어서 셋으로 나누었습니다. 학습 이미지 60,000개로 학습한 신경망의 결과와 비교할 수 없습니다.`,
    droppedRows: (p) => `목표 값이 없어서 뺀 행: ${p.count}`,
    filled: (p) => `열의 중앙값으로 채운 빠진 숫자: ${p.count}`,
    unknownCategories: (p) => `학습 행에 없던 범주의 값: ${p.count}`,
    interrupting: '이 스텝을 마치고 멈춥니다 (Ctrl-C를 다시 누르면 바로 멈춥니다)',
    converged: (p) => `${p.epoch} 에포크 뒤에 수렴했습니다. 손실을 더 낮추는 걸음이 없습니다`,
    stoppedEarly: (p) =>
      `${p.epoch} 에포크에서 멈췄습니다. 검증 손실이 가장 낮았던 ${p.best} 에포크의 가중치를 남깁니다`,
    keptBest: (p) => `검증 손실이 가장 낮았던 ${p.best} 에포크의 가중치를 남깁니다`,
    part: '부분',
    rows: '행',
    saved: (p) => `보고서: ${p.report}`,
    notKept: (p) =>
      `실행을 ${p.file}의 목록에 더하지 못했습니다(${p.reason}). 실행 폴더는 온전합니다. --store로 다른 파일을 지정하세요.`,
    result: (p) =>
      `${p.dataset}: 시험 ${p.metric} ${p.value}, 손실 ${p.loss}. ${p.epochs} 에포크, ${p.time}. 저장 위치 ${p.out}`,
  },
  predict: {
    prediction: '예측',
    done: (p) => `${p.source}의 ${p.rows}행을 예측했습니다`,
  },
  export: {
    scaled: (p) =>
      `신경망의 입력은 ${p.scaling}으로 스케일링한 값입니다. 수치는 config.json(preparation.scaler)에 있습니다`,
    done: (p) => `${p.file}에 ${p.bytes}바이트를 썼습니다`,
  },
  import: {
    done: (p) => `${p.file}의 텐서 ${p.tensors}개를 가져와 ${p.out}에 저장했습니다`,
  },
  compare: {
    plan: (p) =>
      `${p.dataset}: ${p.optimizers}. ${p.steps} 스텝, 시드 ${p.seeds}개, 배치와 초기 가중치는 모두 같습니다`,
    saved: (p) => `보고서: ${p.report}`,
    result: (p) =>
      `학습 손실이 가장 낮은 것: ${p.best} (${p.loss}), 시험 정확도 ${p.accuracy}. 저장 위치 ${p.out}`,
  },
  techniques: {
    name: '이름',
    kind: '종류',
    defaults: '기본값',
    paper: '논문',
    catalogue: '카탈로그',
    count: (p) => `기법 ${p.count}개`,
  },
  explain: {
    plan: (p) => `${p.dataset}: 배치 ${p.batch}, 신경망 ${p.widths}, ${p.optimizer}. 백엔드 ${p.backend}`,
    passes: {
      traced: '기록한 연산',
      simplified: '단순화한 뒤',
      planned: '계획한 뒤',
      kernels: '합친 뒤: 실행하는 커널',
    },
    kernels: '커널',
    kernel: '커널',
    parts: '연산',
    operands: '형태',
    flops: 'FLOP',
    bytes: '바이트',
    units: '나눌 수 있는 수',
    addresses: '주소 (결과)',
    total: (p) => `한 스텝: ${p.flops} FLOP, ${p.bytes} 바이트를 읽고 씀. 메모리 ${p.memory} 바이트`,
    saved: (p) => `보고서: ${p.report}`,
    title: (p) => `${p.dataset}의 학습 스텝`,
    memory: '메모리',
    picture: '메모리의 주소와 시간',
    pictureCaption:
      '사각형 하나는 메모리에 있는 값 하나입니다. 왼쪽에서 오른쪽으로 커널의 순서, 위에서 아래로 주소이며, 파란색은 상태와 입력, 주황색은 스텝이 계산한 값입니다.',
    address: '주소',
    order: '커널의 순서',
    footer: 'Regimen이 만들었습니다. 같은 숫자를 regimen explain --json이 출력합니다.',
  },
  info: {
    version: 'Regimen',
    node: 'Node',
    platform: '플랫폼',
    cores: '코어',
    simd: '벡터',
    simdLevels: {
      strict: '128비트',
      relaxed: '128비트, relaxed',
    },
    deterministic: '결정적 계산',
    yes: '예',
    no: '아니요',
    threads: '스레드',
    backends: '백엔드',
    blas: 'BLAS',
    none: '없음',
    hints: {
      'blas-off': () =>
        'BLAS를 쓰면 큰 행렬 곱이 더 빨라지지만 지금은 꺼져 있습니다. REGIMEN_BLAS를 지우세요.',
      'koffi-missing': (p) =>
        `이 컴퓨터의 BLAS를 쓰면 큰 행렬 곱이 더 빨라지며, 선택 패키지 koffi가 필요합니다: npm install koffi (${p.reason}).`,
      'blas-missing': (p) =>
        `OpenBLAS가 있으면 큰 행렬 곱이 두세 배 빨라지지만 이 컴퓨터(${p.platform})에서 찾지 못했습니다. Debian, Ubuntu: apt-get install libopenblas0. Fedora: dnf install openblas. 또는 라이브러리를 지정하세요: REGIMEN_BLAS=<경로>.`,
      'blas-not-loadable': (p) =>
        `BLAS ${p.path}을(를) 불러올 수 없습니다 (${p.reason}). REGIMEN_BLAS를 고치거나, 지우면 자동으로 찾습니다.`,
      'blas-no-sgemm': (p) =>
        `${p.path}은(는) BLAS가 아닙니다. cblas_sgemm 함수가 없습니다. REGIMEN_BLAS를 고치거나, 지우면 자동으로 찾습니다.`,
      'blas-unknown': (p) =>
        `BLAS ${p.path}은(는) 스레드 하나만 쓰도록 설정할 수 없어서 쓰지 않습니다. OpenBLAS, Intel MKL, BLIS, Accelerate 가운데 하나를 쓰세요.`,
      'blas-wrong': (p) =>
        `BLAS ${p.path}의 행렬 곱이 틀려서 쓰지 않습니다 (${p.product}의 오차 ${p.difference}). 다른 것을 설치하고 지정하세요: REGIMEN_BLAS=<경로>.`,
    },
  },
  tuning: {
    plan: (p) =>
      p.there === 0
        ? `연구 ${p.name}: 시도 ${p.trials}번`
        : `연구 ${p.name}: 시도 ${p.trials}번 중 ${p.there}번이 있습니다`,
    interrupting: '진행 중인 시도가 끝나면 멈춥니다 (바로 멈추려면 Ctrl-C를 한 번 더 누르세요)',
    bestLine: (p) => `가장 좋은 값: ${p.value} (시도 ${p.number}: ${p.parameters})`,
    moreBest: (p) => `… 그 밖에 ${p.count}개는 보고서에 있습니다`,
    report: (p) => `보고서: ${p.file}`,
    result: (p) => `${p.name}: 시도 ${p.trials}번, ${p.time}`,
    trial: '시도',
    value: '값',
    best: '가장 좋은 값',
    bestTrials: '가장 좋은 시도',
    name: '이름',
    tags: '태그',
    archived: '(보관됨)',
    none: '아직 보관된 것이 없습니다.',
    done: '마쳤습니다.',
    columns: {
      ...{ trials: '시도', completed: '완료', pruned: '중도 중단', failed: '실패' },
      ...{ best: '가장 좋은 값', parameters: '하이퍼파라미터', front: '파레토 전선의 시도' },
      ...{ seconds: '시간', trialSeconds: '모든 시도의 시간' },
    },
    front: (p) => `파레토 전선 ${p.size}개: ${p.members}`,
    compared: {
      title: (p) => `나란히 비교: ${p.names}`,
      measures: '결과',
      settings: '서로 다른 설정',
      same: '설정이 모두 같습니다.',
      found: '가장 좋은 시도의 설정',
      curves: '곡선',
      best: '* 행에서 가장 좋은 값',
      step: '단계 (갱신)',
      ofStep: '학습 중',
      footer: 'Regimen이 만들었습니다.',
    },
    states: {
      running: '실행 중',
      completed: '완료',
      pruned: '중도 중단',
      paused: '일시 정지',
      failed: '실패',
    },
    directions: { minimize: '최소화', maximize: '최대화' },
    reportTitle: (p) => `연구 ${p.name}`,
    reportLead: (p) => `시도 ${p.count}번.`,
    reportFooter: (p) => `Regimen이 만들었습니다. 목적 함수: ${p.directions}.`,
    plots: {
      bestSoFar: '각 시도의 값과 지금까지 가장 좋은 값(선).',
      slice: '하이퍼파라미터 하나에 따른 값. 나중 시도일수록 밝습니다.',
      contour: '가장 중요한 두 하이퍼파라미터. 값이 좋은 곳이 어둡습니다.',
      parallelCoordinates: '각 시도를 하이퍼파라미터를 지나는 선으로 그렸습니다. 값이 좋을수록 어둡습니다.',
      importance: '각 하이퍼파라미터가 혼자서 설명하는 변동의 비율 (fANOVA).',
      intermediateValues: '시도가 도중에 보고한 값: 완료 파랑, 중도 중단 빨강, 일시 정지 분홍.',
      paretoFront: '각 시도의 두 목적 함수. 다른 시도에 지배되지 않는 것이 빨강입니다.',
    },
    plotWords: {
      trial: '시도',
      value: '값',
      best: '지금까지 가장 좋은 값',
      step: '단계',
      importance: '분산에서 차지하는 비율',
      empty: '아직 끝난 시도가 없습니다',
    },
  },
  lab: {
    columns: {
      family: '분야',
      id: '실험',
      catalogue: '목록',
      verdict: '판정',
      number: '측정한 수',
      measured: '측정값 [95 % 구간]',
      expected: '기대',
      outcome: '기대대로',
    },
    verdicts: {
      holds: '맞음',
      'holds-with-correction': '바로잡으면 맞음',
      fails: '틀림',
      inconclusive: '판단할 수 없음',
    },
    outcomes: { yes: '예', no: '아니요', unclear: '불분명' },
    notRun: '실행하지 않음',
    quick: '빠른 실행',
    claim: '주장',
    correction: '바로잡은 내용',
    rule: '규칙',
    corrected: '바로잡은 형태',
    plan: (p) => `실험 ${p.experiments}개: 새로 잴 것 ${p.measurements}개, 이미 잰 것 ${p.reused}개.`,
    progress: (p) => `${p.done}/${p.all} · ${p.id} · 시드 ${p.seed} · ${p.time}`,
    failed: (p) => `${p.id}, 시드 ${p.seed}: ${p.reason}`,
    skipped: (p) =>
      `건너뜀: ${p.id} 실험에는 MNIST 파일이 필요합니다. REGIMEN_DATA를 mnist/ 폴더가 있는 곳으로 정하세요.`,
    substituted: (p) =>
      `${p.id} 실험에 필요한 ${p.missed} 데이터가 없어서 digits로 쟀습니다. REGIMEN_DATA를 그 데이터가 있는 폴더로 정하세요.`,
    count: (p) => `실험 ${p.count}개`,
    summary: (p) => `${p.verdicts}. 계산 시간 ${p.time}. 실험 기록: ${p.book}`,
    runIt: (p) => `아직 재지 않았습니다: regimen lab run ${p.id}`,
  },
  demo: {
    first: '첫째: 어떤 옵티마이저가 숫자를 가장 빨리 배울까요?',
    second: (p) =>
      `둘째: ${p.best}(으)로 숫자 신경망을 학습합니다 (시험 정확도가 아니라 학습 손실로 골랐습니다)`,
    done: (p) => `${p.compare} 와 ${p.train} 을 보세요`,
  },
  report: {
    trainTitle: (p) => `${p.dataset} 학습`,
    trainLead: (p) => `시험 ${p.rows}행에서 ${p.metric} ${p.value}. 시험 행은 마지막에 한 번만 읽었습니다.`,
    curves: '곡선',
    curveLabel: (p) => `에포크마다의 ${p.metric}`,
    testRows: '시험 행에서',
    data: '데이터',
    network: '신경망',
    widths: '신경망',
    settings: '설정',
    numbers: '바탕이 된 숫자',
    epoch: '에포크',
    epochs: '에포크 (남긴 것 / 학습한 것)',
    step: '스텝 (갱신)',
    steps: '실행마다 갱신 횟수',
    parameters: '매개변수',
    time: '학습 시간',
    trainingRows: '학습 행',
    trainingLoss: '학습 손실 (교차 엔트로피)',
    actual: '실제 클래스',
    predicted: '예측 클래스',
    actualValue: '실제 값',
    predictedValue: '예측 값',
    residual: '예측 값 − 실제 값',
    count: '행의 수',
    confusionLabel: '혼동 행렬',
    confusionCaption:
      '혼동 행렬: 행은 실제 클래스, 열은 예측 클래스입니다. 진할수록 실제 클래스에서 차지하는 비율이 큽니다.',
    perClass: '클래스마다',
    class: '클래스',
    precision: '정밀도',
    recall: '재현율',
    scatterCaption: '실제 값과 예측 값. 완벽한 예측은 점선 위에 있습니다.',
    histogramCaption: '예측이 얼마나 벗어났는지.',
    targetMean: '학습 목표 값의 평균',
    targetDeviation: '학습 목표 값의 표준편차',
    dataset: '데이터',
    task: '과제',
    classes: '클래스',
    target: '목표',
    features: '신경망의 입력',
    scaling: '크기 조정 (학습 부분에 맞춤)',
    perAll: '모든 입력을 함께',
    perFeature: '입력마다 따로',
    duplicates: '여러 부분에 있는 같은 입력',
    alike: '여러 부분에 있는 닮은 행',
    alikeLead: (p) =>
      `한 부분의 행이 다른 부분에도 똑같이, 또는 거의 똑같이 있는 경우: ${p.count}${p.shown === p.count ? '' : ` (그중 ${p.shown}개를 보임)`}. 학습 때 본 행으로 재면 신경망의 기억력을 재는 셈입니다. 행 번호는 데이터 집합에서 0부터 센 것입니다.`,
    alikePair: (p) => `${p.first} · ${p.second} · 차이 ${p.distance}`,
    alikeFirst: '행',
    alikeSecond: '같은 행',
    layer: '층',
    kind: '종류',
    shape: '출력 형태',
    input: '입력',
    total: '합계',
    activation: '활성화 함수',
    batchSize: '배치 크기 (복원 추출)',
    seeds: '시드',
    footer: (p) => `Regimen이 만들었습니다. 모델과 모든 숫자는 ${p.folder} 폴더에 있습니다.`,
    compareTitle: (p) => `${p.dataset}에서 옵티마이저 비교`,
    compareLead: (p) =>
      `${p.steps}번 갱신한 뒤 학습 손실이 가장 낮은 것: ${p.best}. 시드 ${p.seeds}개에서 모든 옵티마이저의 초기 가중치와 배치가 같았습니다.`,
    compareLabel: '갱신에 따른 옵티마이저별 학습 손실',
    compareCaption: '배치마다의 학습 손실, 갱신 11번에 걸쳐 평활 (카이저 창, β = 2), 로그 눈금.',
    compareCaptionSpread:
      '배치마다의 학습 손실, 갱신 11번에 걸쳐 평활 (카이저 창, β = 2), 로그 눈금. 선: 시드의 평균. 띠: 가장 작은 값부터 가장 큰 값까지.',
    compareFooter: 'Regimen이 만들었습니다. 같은 숫자가 compare.json에 있습니다.',
    ranking: '순위',
    rankingNote:
      '마지막 100번 갱신의 평균 학습 손실로 순위를 정했습니다. 학습률은 기본값이며 이 문제에 맞춘 것이 아닙니다. 학습률이 다르면 순위가 바뀔 수 있습니다.',
    optimizer: '옵티마이저',
    learningRate: '학습률',
    lossFirst200: '처음 200번 손실',
    lossLast100: '마지막 100번 손실',
    diverged: (p) => `${p.step}번째 스텝부터 유한하지 않음`,
  },
}
