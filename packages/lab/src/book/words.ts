/** What the lab book says beside its experiments. */
import type { Words } from '../words.ts'

const say = (en: string, ko: string): Words => ({ en, ko })

export const bookWords = {
  title: say('The lab book', '실험 기록'),
  lead: say(
    'What lecture notes and a textbook say about training neural networks, each claim measured by an experiment that anyone can run. Every rule stood before the run that is shown; some experiments got more seeds after a run that left them open, and where an earlier run led to other settings or another rule, the record says so. Intervals are 95 % bootstrap intervals over the seeds.',
    '신경망 학습에 관해 강의 노트와 교재가 하는 주장을, 누구나 실행할 수 있는 실험으로 하나씩 재 보았습니다. 판정 규칙은 모두 여기 실린 실행 전에 정했습니다. 판단할 수 없던 실험은 시드를 늘린 것이 있고, 앞선 실행 때문에 설정이나 규칙을 바꾼 것은 기록에 적었습니다. 구간은 시드에 대한 95 % 부트스트랩 구간입니다.',
  ),
  quick: say(
    'Some results are from a quick run: fewer seeds, wider intervals.',
    '일부 결과는 빠른 실행에서 나온 것입니다. 시드가 적고 구간이 넓습니다.',
  ),
  glance: say('At a glance', '한눈에 보기'),
  notRun: say('not run', '실행하지 않음'),
  claim: say('The claim', '주장'),
  correction: say('What is right', '바로잡은 내용'),
  rule: say('The rule, fixed before the run', '실행 전에 정한 판정 규칙'),
  ofClaim: say('the claim', '주장'),
  ofCorrection: say('corrected', '바로잡은 형태'),
  columns: {
    number: say('number', '측정한 수'),
    measured: say('measured [95 % interval]', '측정값 [95 % 구간]'),
    expected: say('expected', '기대'),
    outcome: say('', ''),
  },
  outcomes: { yes: say('✓ yes', '✓ 예'), no: say('✗ no', '✗ 아니요'), unclear: say('? unclear', '? 불분명') },
  numbers: say('Further numbers', '그 밖의 수'),
  settings: say('Settings', '설정'),
  changed: say('Changed from the source', '출처와 다른 설정'),
  code: say('Code to reproduce it', '재현하는 코드'),
  related: say('Related', '관련 실험'),
  data: say('Download the data behind it (JSON)', '측정 데이터 내려받기 (JSON)'),
  sources: say('Sources', '출처'),
  catalogue: say('catalogue', '목록'),
  paper: say('Paper', '논문'),
  images: {
    mnist: say(
      'MNIST: 10,000 images, split 8,000 / 1,000 / 1,000, seeded',
      'MNIST: 이미지 10,000장, 시드로 8,000 / 1,000 / 1,000장으로 나눔',
    ),
    omniglot: say(
      'Omniglot: 242 characters of eight alphabets, twenty drawings of each, 28 × 28 pixels',
      'Omniglot: 알파벳 여덟 개의 문자 242개, 문자마다 그림 20장, 28 × 28 픽셀',
    ),
    digits: say(
      'digits of 8 × 8 pixels: 1,797 images, split 80 / 10 / 10 %, seeded',
      '8 × 8 픽셀 숫자: 이미지 1,797장, 시드로 80 / 10 / 10 %로 나눔',
    ),
  },
  substituted: {
    mnist: say(
      'It wants MNIST, which was not there: measured on the digits.',
      'MNIST가 필요하지만 없어서 digits로 쟀습니다.',
    ),
    omniglot: say(
      'It wants Omniglot, which was not there: measured on the digits.',
      'Omniglot이 필요하지만 없어서 digits로 쟀습니다.',
    ),
    digits: say('It wants the digits, which were not there.', 'digits가 필요하지만 없었습니다.'),
  },
  seeds: say('seeds', '시드'),
  seconds: say('seconds of computing', '계산 시간(초)'),
  quickRun: say('quick run', '빠른 실행'),
  footer: say('Made by Regimen.', 'Regimen이 만들었습니다.'),
} as const
