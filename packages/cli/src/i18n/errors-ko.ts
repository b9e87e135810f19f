/** 라이브러리의 오류 문장, 한국어. The Korean twin of the library's error messages; a missing row fails the type check. */
import type { ErrorMessages } from 'regimen'

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')
const meant = (nearest: string | undefined) => (nearest === undefined ? '' : ` 혹시 "${nearest}"인가요?`)
const some = (names: readonly string[], most = 12) =>
  names.length > most ? `${names.slice(0, most).join(', ')} 외 ${names.length - most}개` : names.join(', ')
const at = (path: string, layer: string) => (path === '' ? layer : `${path} (${layer})`)
const tasks: Readonly<Record<string, string>> = { classification: '분류', regression: '회귀' }
const hinted = (hint: string) => (hint === '' ? '' : ` ${hint}`)

const placementRules: Readonly<Record<string, string>> = {
  outputNormalized: '생성자의 출력이 정규화되어 데이터의 크기를 가질 수 없습니다',
  hiddenNotNormalized: '생성자의 이 은닉층 뒤에 배치 정규화가 없습니다',
  inputNormalized: '판별자가 두 번째 층 전에 정규화하여 데이터를 있는 그대로 보지 못합니다',
}

export const errorsKorean: ErrorMessages = {
  // The engine.
  'shape-mismatch': (p) => `${p.operation}: 형태 ${p.shapes}이(가) 맞지 않습니다. 필요한 것: ${p.expected}.`,
  'dtype-mismatch': (p) =>
    `${p.operation}: ${p.dtypes}을(를) 받았습니다. 필요한 것: ${p.expected}. cast로 바꾸세요.`,
  'bad-axis': (p) => `${p.operation}: ${p.rank}차원 텐서에는 축 ${p.axis}이(가) 없습니다.`,
  'bad-attribute': (p) => `${p.operation}: ${p.attribute} 값이 ${p.value}입니다. 필요한 것: ${p.expected}.`,
  'value-of-traced': (p) =>
    `${p.what}에는 값이 필요하지만, compile(...) 안의 텐서에는 아직 값이 없습니다. 컴파일한 함수에서 텐서를 돌려주어 밖에서 읽거나, compile 없이 실행하세요.`,
  'foreign-trace': () =>
    '컴파일한 함수의 텐서를 다른 함수에서, 또는 그 함수가 끝난 뒤에 썼습니다. 인자로 넘겨주세요.',
  'not-scalar': (p) =>
    `${p.what}은(는) 수 하나여야 합니다. 형태가 ${p.shape}입니다. sum이나 mean으로 먼저 줄이세요.`,
  'not-differentiable': (p) => `${p.what}의 자료형은 ${p.dtype}입니다. 기울기는 실수에만 있습니다.`,
  'dtype-unsupported': (p) =>
    `${p.backend} 백엔드에는 ${p.dtype}이(가) 없고 ${p.supported}이(가) 있습니다. float64는 reference 백엔드용입니다.`,
  'state-mismatch': (p) =>
    `프로그램의 상태는 구조와 자료형을 지켜야 합니다. 필요한 것: ${p.expected}, 받은 것: ${p.actual}.`,
  'structure-unknown': (p) =>
    `컴파일한 함수는 ${p.kind}${p.path && ` (${p.path})`}의 내용이 바뀌는 때를 알 수 없습니다. 텐서, 수, 문자열, 함수, 배열, 단순한 객체를 넘겨주세요.`,
  'memory-exhausted': (p) =>
    `프로그램에 WebAssembly 메모리 ${p.megabytes}MB가 필요하지만, 최대 ${p.limit}MB이거나 이 기계의 메모리가 그보다 적습니다. 배치나 모델을 줄이세요.`,
  'thread-failed': (p) =>
    `한 단계를 계산하던 스레드가 실패했습니다(${p.reason}). 상태가 절반만 갱신되었을 수 있으니, 마지막으로 저장한 상태를 프로그램에 다시 쓰고 계속하세요. 또 일어나면 스레드를 하나만 쓰세요: createWasmBackend({ threads: 1 }).`,

  // Tables.
  'table-empty': (p) =>
    `${p.source}이(가) 비어 있습니다. 값이 있는 행이 필요하며, 첫 줄은 열 이름이어도 됩니다.`,
  'table-no-rows': (p) =>
    `${p.source}에 머리글만 있고 그 아래 행이 없습니다. 하나뿐인 줄이 데이터라면 --no-header를 더하세요.`,
  'table-ragged-row': (p) =>
    `${p.source} ${p.line}번째 줄: 값이 ${p.actual}개인데 첫 줄에는 ${p.expected}개가 있습니다. 빠진 값, 남는 구분자, 따옴표 없는 구분자가 있는지 확인하세요.`,
  'table-duplicate-column': (p) =>
    `${p.source}: ${p.first}번째 열과 ${p.second}번째 열의 이름이 모두 "${p.column}"입니다. 하나의 이름을 바꾸세요.`,
  'table-text-in-numeric': (p) =>
    `${p.source} ${p.line}번째 줄, "${p.column}" 열: 숫자 열인데 "${p.value}"은(는) 숫자가 아닙니다. 값을 고치거나, 빠진 값이면 비워 두거나, --categorical "${p.column}"을 더하세요.`,
  'table-number-too-large': (p) =>
    `${p.source} ${p.line}번째 줄, "${p.column}" 열: ${p.value}은(는) 32비트 실수(최대 3.4e38)에 들어가지 않습니다. 값을 고치거나 열을 빼세요.`,
  'table-decimal-comma': (p) =>
    `${p.source} ${p.line}번째 줄, "${p.column}" 열: "${p.value}"은(는) 소수점이 쉼표인 숫자로 보입니다. --decimal , 또는 --categorical "${p.column}"을 더하세요.`,
  'table-unknown-column': (p) =>
    `${p.source}에 "${p.column}" 열이 없습니다.${meant(p.nearest)} 있는 열: ${quoted(p.columns)}. 숫자는 0부터, 음수는 끝에서부터 셉니다.`,
  'table-missing-columns': (p) =>
    `${p.source}에 모델을 학습할 때 있던 열이 없습니다: ${quoted(p.columns)}. 같은 이름으로 더하세요 (값은 비워 두어도 됩니다).`,
  'table-column-count': (p) =>
    `${p.source}의 열은 ${p.actual}개입니다. 머리글이 없으면 위치로 열을 맞추며, 모델은 ${p.expected}개로 학습했습니다 (그중 목표 열은 없어도 됩니다).`,
  'table-column-all-missing': (p) =>
    `${p.source}, "${p.column}" 열: ${p.part === 'train' ? '학습 부분의 ' : ''}모든 값이 빠져 있습니다. --drop "${p.column}"으로 열을 빼세요.`,
  'table-too-many-categories': (p) =>
    `${p.source}, "${p.column}" 열: 서로 다른 값이 ${p.count}개로, 하나씩 열로 바꿀 수 있는 ${p.limit}개보다 많습니다. --drop "${p.column}"으로 빼거나 값을 묶으세요.`,
  'table-no-features': (p) =>
    `${p.source}: 목표 "${p.target}" 말고는 배울 열이 없습니다. 다른 열을 하나 이상 남기세요.`,

  // Targets.
  'target-all-missing': (p) =>
    `${p.source}, 목표 열 "${p.column}": 모든 값이 빠져 있습니다. --target으로 다른 열을 지정하세요.`,
  'target-one-class': (p) =>
    `${p.source}, 목표 열 "${p.column}": 모든 행의 값이 "${p.value}"이라서 구별할 것이 없습니다. --target으로 다른 열을 지정하거나 다른 클래스의 행을 더하세요.`,
  'target-constant': (p) =>
    `${p.source}, 목표 열 "${p.column}": 모든 행의 값이 ${p.value}이라서 예측할 것이 없습니다. --target으로 다른 열을 지정하세요.`,
  'target-all-different': (p) =>
    `${p.source}, 목표 열 "${p.column}": ${p.rows}개의 행이 모두 다른 클래스입니다. 클래스마다 여러 행이 있어야 합니다. --target으로 다른 열을 지정하세요 (지정하지 않으면 마지막 열입니다).`,
  'target-too-many-classes': (p) =>
    `${p.source}, 목표 열 "${p.column}": 클래스가 ${p.count}개로 ${p.limit}개보다 많습니다. --target으로 다른 열을 지정하거나, 숫자라면 --task regression을 더하세요.`,
  'target-not-numeric': (p) =>
    `${p.source} ${p.line}번째 줄, 목표 열 "${p.column}": 회귀는 숫자를 예측하는데 "${p.value}"은(는) 숫자가 아닙니다. --task classification을 더하거나 값을 고치세요.`,

  // Data sets.
  'dataset-length': (p) =>
    `데이터 ${p.dataset}: ${p.what}의 값이 ${p.actual}개입니다. 형태 ${p.shape}에는 ${p.expected}개가 필요합니다.`,
  'dataset-targets-type': (p) =>
    `데이터 ${p.dataset}: ${p.task}의 목표 값은 ${p.expected} 배열이어야 합니다.`,
  'dataset-bad-class': (p) =>
    `데이터 ${p.dataset}, ${p.row}행: 클래스 ${p.value}은(는) 없습니다. 0부터 세어 ${p.classes}개가 있습니다.`,
  'dataset-not-finite': (p) =>
    `데이터 ${p.dataset}, ${p.row}행: ${p.what} 값이 ${p.value}입니다. 모든 수는 유한해야 합니다. 빠진 값을 먼저 채우거나 빼세요.`,
  'dataset-bad-row': (p) =>
    `데이터 ${p.dataset}에 ${p.row}행은 없습니다. 0행부터 ${p.size - 1}행까지 있습니다.`,
  'split-bad-sizes': (p) =>
    `나누기 ${p.sizes}: ${p.reason}. 합이 1이 되는 0과 1 사이의 비율이나 행의 수를 지정하세요. 나머지를 모두 쓰려면 train을 빼세요.`,
  'split-too-few-rows': (p) =>
    `데이터 ${p.dataset}의 행은 ${p.rows}개입니다. 나누기 ${p.sizes}에는 적어도 ${p.needed}개가 필요합니다. 행을 더하거나 부분을 줄이세요.`,
  'scaling-empty': (p) => `데이터 ${p.dataset}: 행이 없는 학습 부분으로는 크기를 조정할 수 없습니다.`,
  'scaling-not-finite': (p) =>
    `데이터 ${p.dataset}: ${p.feature}에 유한하지 않은 값이 있어 크기를 조정할 수 없습니다. 빠진 값을 먼저 채우거나 빼세요.`,
  'scaling-shape': (p) =>
    `크기 조정은 특성 ${p.expected}개로 맞추었는데, 형태 ${p.shape}의 입력에는 ${p.actual}개가 있습니다.`,
  'batch-size': (p) => `배치 크기가 ${p.batchSize}입니다. 1 이상의 정수여야 합니다.`,
  'batch-none': (p) =>
    `데이터 ${p.dataset}의 행은 ${p.size}개라서 ${p.batchSize}행짜리 배치를 만들 수 없습니다. 배치를 줄이거나 마지막 작은 배치도 쓰세요.`,
  'batch-array': (p) =>
    `배치의 ${p.what} 배열에 ${p.actual}개의 자리가 있는데, 배치에는 ${p.needed}개가 있습니다.`,
  'bad-saved-state': (p) =>
    `${p.what}을(를) 되살릴 수 없습니다. ${p.field} 값은 ${p.expected}이어야 합니다. 파일이 손상되었거나 다른 프로그램이 쓴 것입니다.`,

  // Files.
  'file-missing': (p) => `${p.file} 파일이 없습니다. 경로를 확인하세요.`,
  'file-unreadable': (p) => `${p.file} 파일을 읽을 수 없습니다: ${p.reason}.`,
  'file-corrupt-gzip': (p) =>
    `${p.file} 파일이 손상되었습니다. gzip 파일처럼 시작하지만 압축이 풀리지 않습니다 (${p.reason}). 다시 받으세요.`,
  'file-bad-encoding': (p) =>
    `${p.file} 파일은 ${p.encoding} 텍스트가 아닙니다. UTF-8로 저장하거나 --encoding으로 인코딩을 지정하세요 (예: euc-kr).`,
  'csv-malformed': (p) => `${p.file} ${p.line}번째 줄: ${p.reason}.`,
  'idx-bad-magic': (p) =>
    `${p.source}은(는) IDX 파일이 아닙니다. ${p.found}(으)로 시작합니다. 0 바이트 둘, 자료형(08, 09, 0b, 0c, 0d, 0e), 차원의 수로 시작해야 합니다. .gz 파일은 먼저 풀어야 합니다.`,
  'idx-length': (p) =>
    `${p.source} 파일이 ${p.actual < p.expected ? '잘렸습니다' : '너무 깁니다'}. 머리글의 ${p.shape}에는 ${p.expected}바이트가 필요한데 ${p.actual}바이트가 있습니다.`,
  'idx-wrong-kind': (p) => `${p.source}에는 ${p.found}이(가) 있습니다. 필요한 것: ${p.expected}.`,
  'mnist-counts-differ': (p) =>
    `${p.images}에는 이미지가 ${p.imageCount}개인데 ${p.labels}에는 레이블이 ${p.labelCount}개입니다. 두 파일은 서로 맞지 않습니다.`,
  'mnist-files-missing': (p) =>
    `${p.folder}에 MNIST 파일이 없습니다. ${p.files.join(', ')} 파일이(.gz여도 됩니다), 또는 t10k로 시작하는 같은 쌍이 필요합니다.`,
  'download-failed': (p) =>
    `${p.file} 파일을 내려받지 못했습니다: ${p.attempts.join('; ')}. 네트워크가 없다면 ${p.files.join(', ')} 파일을 폴더에 두고 그 폴더를 지정하거나 (train: --data <폴더>, compare: --folder <폴더>) ${p.folder}에 두세요.`,

  // Networks.
  'layer-shape': (p) =>
    `${at(p.path, p.layer)}: 입력 ${p.expected}이(가) 필요한데 ${p.actual}을(를) 받았습니다.${hinted(p.hint)}`,
  'model-input': (p) =>
    `모델의 입력은 배치가 앞에 오는 ${p.expected} 형태인데 ${p.actual}을(를) 받았습니다.${hinted(p.hint)}`,
  'graph-values': (p) =>
    `그래프의 "${p.name}"은(는) ${p.expected} 형태여야 하는데 ${p.actual}을(를) 받았습니다.`,
  'model-shape': (p) =>
    `모델의 입력 형태가 ${p.input}입니다. 배치를 뺀 1 이상의 정수여야 합니다: [784] 또는 [28, 28].`,
  'missing-random': (p) =>
    `${at(p.path, p.layer)}은(는) 학습할 때 난수를 씁니다. 모드에 난수원을 주세요: { training: true, random: randomSource(key) }.`,
  'missing-state': (p) =>
    `${p.layer}의 상태에 "${p.name}"이(가) 없고 ${p.known}이(가) 있습니다. 그 층이 직접 초기화한 상태를 쓰세요.`,
  'architecture-mismatch': (p) =>
    `저장된 상태가 모델과 맞지 않습니다. "${p.name}"에서 모델은 ${p.expected}, 상태는 ${p.actual}입니다. 상태를 저장할 때와 같은 모델을 만드세요.`,
  'unknown-technique': (p) => `${p.kind} "${p.name}"은(는) 없습니다. 있는 것: ${p.known}.`,
  'unknown-option': (p) => `${p.technique}에는 "${p.option}" 옵션이 없습니다. 있는 것: ${p.known}.`,
  'technique-option': (p) => `${p.technique}: ${p.option} 값이 ${p.value}입니다. 필요한 것: ${p.expected}.`,
  'targets-shape': (p) =>
    `${p.technique}: 출력 ${p.outputs}와(과) 목표 ${p.targets}이(가) 맞지 않습니다. 필요한 것: ${p.expected}.`,
  'episode-classes': (p) =>
    `데이터 ${p.dataset}: 예가 ${p.examples}개 이상인 클래스는 ${p.classes}개인데, 에피소드에는 ${p.ways}개가 필요합니다. ways, shots, queries를 줄이세요.`,
  'omniglot-bad-archive': (p) =>
    `${p.file}을(를) Omniglot 그림 묶음으로 읽을 수 없습니다: ${p.reason}. <묶음>/<문자 체계>/<글자>/<그림>.png로 된 zip 파일이 필요합니다 (예: images_background_small1.zip).`,
  'gan-batch-norm': (p) =>
    `${p.network} ${p.path}: ${placementRules[p.rule] ?? p.rule}. 배치 정규화를 옮기거나 batchNormPlacement: 'free'를 주세요.`,
  'class-out-of-range': (p) =>
    `confusionMatrix: ${p.which}[${p.index}] 값이 ${p.value}입니다. 클래스는 0부터 세어 ${p.classes}개입니다.`,
  'predictions-length': (p) =>
    `confusionMatrix: 실제 클래스는 ${p.actual}개인데 예측은 ${p.predicted}개입니다. 하나씩 짝이 맞아야 합니다.`,

  // Training.
  'bad-option': (p) => `${p.option} 값이 ${p.value}입니다. 필요한 것: ${p.expected}.`,
  'metric-task': (p) =>
    `"${p.metric}" 지표는 ${tasks[p.measures] ?? p.measures}용인데, 이 데이터의 과제는 ${tasks[p.task] ?? p.task}입니다. 과제에 맞는 지표를 고르세요.`,
  'metric-names': (p) => `이름이 "${p.metric}"인 지표가 두 개입니다. 하나를 빼거나 설정을 다르게 하세요.`,
  'metric-parts': (p) =>
    `${p.metric}: 수 ${p.expected}개인 부분과 ${p.actual}개인 부분은 더할 수 없습니다. 서로 다른 지표이거나, 출력이 다른 모델의 것입니다.`,
  'unknown-metric': (p) => `이 실행에는 "${p.metric}" 지표가 없습니다. 있는 것: ${p.known}.`,
  'checkpoint-mismatch': (p) =>
    `체크포인트가 이 실행과 맞지 않습니다. ${p.name}에 ${p.actual}이(가) 있는데 ${p.expected}이(가) 필요합니다. 저장할 때와 같은 모델, 옵티마이저, 설정을 쓰세요.`,
  'run-mismatch': (p) =>
    `다른 실행의 체크포인트입니다. ${p.setting} 값이 ${p.actual}인데 이 실행은 ${p.expected}입니다. 저장할 때와 같은 설정으로 이어서 하세요.`,
  'model-data-mismatch': (p) => `모델의 ${p.what} 값은 ${p.model}인데 데이터에는 ${p.data}이(가) 필요합니다.`,
  'callback-names': (p) =>
    `두 콜백의 이름이 모두 "${p.name}"입니다. 저장된 상태를 이름으로 찾으므로 서로 다른 이름을 주세요.`,
  'optimizer-state': (p) =>
    `옵티마이저에 매개변수 "${p.path}"의 상태가 없습니다. 갱신할 매개변수로 초기화하세요.`,

  // Studies.
  'tune-range': (p) => `${p.range}은(는) 올바른 범위가 아닙니다. 필요한 것: ${p.expected}.`,
  'tune-parameter-changed': (p) =>
    `하이퍼파라미터 "${p.name}"을(를) 한 시도에서 서로 다른 범위로 두 번 요청했습니다. 각각 다른 이름을 쓰세요.`,
  'tune-manual-value': (p) =>
    `하이퍼파라미터 "${p.name}"에는 ${p.value}을(를) 쓸 수 없습니다. 가능한 값: ${p.expected}.`,
  'tune-values': (p) =>
    `목적 함수가 준 값: ${p.values || '없음'}. 연구의 방향 수(${p.expected})만큼의 숫자여야 합니다.`,
  'tune-grid-space': (p) =>
    `격자 탐색은 하이퍼파라미터를 미리 알아야 합니다. 연구에 space를 주거나 샘플러에 각 하이퍼파라미터의 ${p.option}를 주세요.`,
  'study-exists': (p) => `"${p.name}"(이)라는 연구가 이미 있습니다. 이어서 하거나 다른 이름을 쓰세요.`,
  'study-unknown': (p) => `"${p.name}"(이)라는 연구가 없습니다. 있는 연구: ${p.known}.`,
  'study-mismatch': (p) =>
    `연구 "${p.name}"은(는) ${p.expected}(으)로 시작했는데 지금은 ${p.actual}(으)로 열었습니다. 다른 이름을 쓰거나 시작할 때처럼 여세요.`,
  'study-duplicates': (p) =>
    `duplicates: '${p.duplicates}'를 쓰려면 연구가 하이퍼파라미터 공간을 미리 알아야 합니다. 이미 시험한 값인지는 시도를 시작하기 전에 정하기 때문입니다. 연구에 space를 주거나 duplicates를 빼세요.`,
  'trial-lost': (p) =>
    `연구 "${p.study}"의 시도 ${p.number}은(는) 더 이상 여기서 맡고 있지 않습니다. 이미 끝났거나 다른 프로세스가 넘겨받았습니다.`,
  'trial-abandoned': (p) => `${p.times}번 시도한 뒤 포기했습니다: ${p.reason}.`,
  'run-exists': (p) => `"${p.name}"(이)라는 실행이 이미 있습니다. 다른 이름을 쓰세요.`,
  'run-unknown': (p) => `"${p.name}"(이)라는 실행이 없습니다. 있는 실행: ${p.known}.`,
  'store-unreadable': (p) =>
    `${p.file} 파일을 저장소로 쓸 수 없습니다: ${p.reason}. 다른 파일을 고르거나 이 파일을 옮기세요.`,
  'store-newer': (p) =>
    `${p.file} 파일은 더 새로운 Regimen이 쓴 것입니다 (표의 버전 ${p.version}, 이 Regimen은 ${p.known}까지). Regimen을 업데이트하거나 다른 파일을 고르세요.`,
  'tuning-module': (p) => `${p.module} 파일이 무엇을 조정할지 말하지 않습니다: ${p.problem}.`,
  'recipe-changed': (p) =>
    `이 레시피는 이어서 할 수 없습니다: 시작할 때와 다릅니다(${p.what}). 다른 곳에서 새로 시작하거나 시작할 때의 것으로 되돌리세요.`,
  'workers-failed': (p) =>
    `작업 프로세스가 일하지 못했습니다: ${p.reason}. 잃은 것은 없습니다. 바로잡고 이어서 하세요.`,
  'pruner-option': (p) =>
    `가지치기 ${p.pruner}의 옵션 ${p.option}에는 ${p.value}을(를) 쓸 수 없습니다. 필요한 것: ${p.expected}.`,

  // Second-order methods.
  'start-not-finite': (p) =>
    `시작점에서 ${p.what === 'parameters' ? '매개변수가' : p.what === 'value' ? '함숫값이' : '기울기가'} 유한하지 않습니다. 함수와 기울기가 유한한 점에서 시작하세요.`,
  'not-critical': (p) =>
    `이 점에서 기울기의 가장 큰 성분이 ${p.norm.toPrecision(3)}이므로 임계점이 아닙니다 (${p.tolerance.toPrecision(3)}까지를 0으로 봅니다). 먼저 최소화하거나 gradientTolerance를 키우세요.`,
  'needs-outputs': (p) =>
    `${p.method}은(는) 잔차를 알아야 합니다. leastSquares(residuals, start, { method: '${p.method}' })를 부르거나 lBfgs, bfgs, newton으로 최소화하세요.`,
  'random-loss': (p) =>
    `${p.optimizer}은(는) 계산할 때마다 손실이 같아야 하는데, ${at(p.path, p.layer)}이(가) 학습할 때 난수를 씁니다. 빼거나 adam 같은 옵티마이저를 쓰세요.`,

  // Formats of other tools.
  'stored-value': (p) =>
    `${p.file}: "${p.tensor}"의 원소 ${p.index} 값이 ${p.value}입니다. ${p.low}부터 ${p.high}까지만 읽을 수 있습니다.`,
  'npy-header': (p) => `${p.file} 파일은 온전한 .npy 파일이 아닙니다: ${p.what}. 필요한 것: ${p.expected}.`,
  'npy-dtype': (p) =>
    `${p.file}: 자료형 ${p.dtype}의 배열은 읽을 수 없습니다. NumPy에서 다음 중 하나로 바꾸세요(.astype('float32')): ${p.supported}.`,
  'npy-length': (p) =>
    `${p.file} 파일이 ${p.actual < p.expected ? '잘렸습니다' : '너무 깁니다'}. 형태 ${p.shape}의 배열은 머리글까지 ${p.expected}바이트인데 ${p.actual}바이트가 있습니다.`,
  'npz-archive': (p) => `${p.file} 파일은 온전한 .npz 파일이 아닙니다: ${p.what}. 필요한 것: ${p.expected}.`,
  'image-kind': (p) => `${p.file} 파일은 PNG도 JPEG도 아닙니다. 둘 중 하나로 바꾸세요.`,
  'image-broken': (p) => `${p.file} 파일이 손상되었습니다: ${p.reason}. 다시 저장하거나 복사하세요.`,
  'image-size': (p) =>
    `${p.file} 파일은 ${p.size} 픽셀인데 앞의 이미지는 ${p.expected}입니다. 모두 맞출 크기를 알려 주세요(size: [높이, 너비]).`,
  'image-folder': (p) =>
    `${p.folder}: ${p.what}. 필요한 것: ${p.expected}. 배치: ${p.folder}/<클래스>/<이미지>.png.`,
  'state-dict-missing': (p) =>
    `state_dict에 텐서 "${p.name}"이(가) 없습니다. 있는 것: ${some(p.choices) || '없음'}. PyTorch의 모듈 이름이 nn.Sequential과 다르면 알려 주세요(modules: { "layers.0": "conv1" }).`,
  'state-dict-shape': (p) =>
    `state_dict의 텐서 "${p.name}"의 형태가 ${p.actual}인데 이 모델에는 ${p.expected}이(가) 필요합니다. 학습할 때와 같은 크기로 모델을 만드세요.`,
  'state-dict-left': (p) =>
    `state_dict의 다음 텐서가 들어갈 자리가 모델에 없습니다: ${some(p.names)}. 같은 구조로 만들거나 그 텐서를 빼세요.`,
  'state-dict-layer': (p) =>
    `${at(p.path, p.layer)}: 이 종류의 층에 해당하는 PyTorch 모듈을 모릅니다. 아는 것: ${quoted(p.choices)}.`,
  'state-dict-order': (p) =>
    `${at(p.path, p.layer)}: 펼친 이미지와 다음 dense 층 사이에서 채널이 섞이는데, PyTorch에서는 채널 순서가 다릅니다. dense 층을 앞에 두세요.`,
  'onnx-layer': (p) =>
    `${at(p.path, p.layer)}은(는) ONNX로 쓸 수 없습니다. 쓸 수 있는 것: ${quoted(p.choices)}.`,

  // Saved files.
  'safetensors-truncated': (p) =>
    `${p.file} 파일이 잘렸습니다. ${p.actual}바이트가 있는데 적어도 ${p.expected}바이트여야 합니다. 다시 복사하거나 더 오래된 것을 쓰세요.`,
  'safetensors-header': (p) =>
    `${p.file} 파일은 온전한 safetensors 파일이 아닙니다: ${p.what}. 필요한 것: ${p.expected}.`,
  'safetensors-tensor': (p) =>
    `${p.file} 파일은 온전한 safetensors 파일이 아닙니다. 텐서 "${p.tensor}": ${p.what}. 필요한 것: ${p.expected}.`,
  'safetensors-dtype': (p) =>
    `${p.file}: 텐서 "${p.tensor}"의 자료형 ${p.dtype}은(는) 읽을 수 없습니다. 다음 중 하나로 바꾸세요: ${p.supported}.`,
  'safetensors-name': (p) =>
    `"${p.tensor}"(이)라는 이름으로는 텐서를 저장할 수 없습니다. safetensors 형식이 쓰는 이름입니다. 다른 이름을 쓰세요.`,
  'disk-full': (p) =>
    `${p.file} 파일(${p.bytes}바이트)을 쓸 공간이 없습니다. 공간을 비우거나 다른 곳에 쓰세요. 전에 있던 것은 그대로입니다.`,
  'cannot-write': (p) => `${p.file} 파일을 쓸 수 없습니다: ${p.reason}. ${p.action}`,
  'not-a-checkpoint': (p) =>
    `${p.file} 파일은 읽을 수 있는 체크포인트가 아닙니다: ${p.what}. 필요한 것: ${p.expected}.`,
  'checkpoint-corrupt': (p) =>
    `${p.file} 파일이 저장된 뒤에 손상되었습니다. 내용의 체크섬이 ${p.actual}인데 ${p.expected}이어야 합니다. 다시 복사하거나 더 오래된 것을 쓰세요.`,
}
