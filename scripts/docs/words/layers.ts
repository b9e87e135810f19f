import type { WordTable } from './words.ts'

export const layerWords: WordTable = {
  dense: {
    formula: 'y = xW + b: [inputs] → [outputs]',
    en: {
      what: 'Every output is a weighted sum of all inputs. Not linear but affine: the bias moves it away from the origin.',
      when: 'For tables, and as the last layers behind convolutions. Leave the bias out before `batchNorm`.',
    },
    ko: {
      what: '출력마다 모든 입력의 가중합입니다. 편향이 원점에서 옮기므로 선형이 아니라 아핀 변환입니다.',
      when: '표에, 그리고 합성곱 뒤의 마지막 층으로. `batchNorm` 앞에서는 편향을 빼세요.',
    },
  },
  embedding: {
    formula: 'y = W[index]: […] → […, features]',
    en: {
      what: 'A learned vector for each entry of a list; only the vectors that a batch names get a gradient. An index out of range reads NaN, so that training stops and names the layer.',
      when: 'For words, products, users: categories too many for one input each.',
    },
    ko: {
      what: '목록의 항목마다 배운 벡터 하나입니다. 배치에 나온 벡터만 기울기를 받습니다. 범위를 벗어난 번호는 NaN을 읽으므로, 학습이 멈추고 그 층의 이름을 댑니다.',
      when: '단어, 상품, 사용자처럼 하나마다 입력 하나를 두기에는 많은 범주에.',
    },
  },
  conv1d: {
    formula:
      'y(t) = Σᵢ x(t · stride + i · dilation − padding) Wᵢ + b: [length, channels] → [length′, outputs]',
    en: {
      what: 'The same small kernel at every place of a signal.',
      when: 'For sound, sensors and text, where a pattern means the same wherever it stands.',
    },
    ko: {
      what: '신호의 모든 자리에 같은 작은 커널을 씁니다.',
      when: '무늬가 어디에 있든 뜻이 같은 소리, 센서, 글에.',
    },
  },
  conv2d: {
    formula: 'as conv1d over rows and columns: [height, width, channels] → [height′, width′, outputs]',
    en: {
      what: 'The same small kernel at every place of an image, channels last. With `groups` each part of the outputs sees its own part of the channels.',
      when: 'For images. Two kernels of 3 see as much as one of 5, with fewer weights and one more activation.',
    },
    ko: {
      what: '이미지의 모든 자리에 같은 작은 커널을 씁니다. 채널이 마지막입니다. `groups`를 주면 출력의 각 부분이 채널의 제 몫만 봅니다.',
      when: '이미지에. 커널 3을 두 번 쓰면 5를 한 번 쓴 만큼 보면서 가중치는 적고 활성화는 하나 더 있습니다.',
    },
  },
  convTransposed1d: {
    formula: 'length′ = (length − 1) · stride − 2 · padding + dilation · (kernel − 1) + 1 + outputPadding',
    en: {
      what: 'Each place adds the kernel, times itself, to a longer signal: the transpose of `conv1d`.',
      when: 'To make signals longer, as a decoder does.',
    },
    ko: {
      what: '자리마다 자기 값을 곱한 커널을 더 긴 신호에 더합니다. `conv1d`의 전치입니다.',
      when: '디코더처럼 신호를 길게 만들 때.',
    },
  },
  convTransposed2d: {
    formula:
      'in each direction: size′ = (size − 1) · stride − 2 · padding + dilation · (kernel − 1) + 1 + outputPadding',
    en: {
      what: 'Each pixel adds the kernel, times itself, to a larger image. A stride that does not divide the kernel leaves a chessboard.',
      when: 'In generators and decoders, to make images larger.',
    },
    ko: {
      what: '픽셀마다 자기 값을 곱한 커널을 더 큰 이미지에 더합니다. 보폭이 커널을 나누지 못하면 바둑판무늬가 남습니다.',
      when: '생성기와 디코더에서 이미지를 키울 때.',
    },
  },
  maxPool1d: {
    formula: 'the largest of each window, channel by channel',
    en: {
      what: 'Keeps that something was there, not exactly where. Of equal elements the first gets the gradient.',
      when: 'Between convolutions over signals.',
    },
    ko: {
      what: '무언가 있었다는 것만 남기고 정확한 자리는 잊습니다. 값이 같으면 첫째가 기울기를 받습니다.',
      when: '신호의 합성곱 사이에.',
    },
  },
  maxPool2d: {
    formula:
      'the largest of each window, channel by channel: [height, width, channels] → [height′, width′, channels]',
    en: {
      what: 'A smaller image of the strongest answers. The padding never wins.',
      when: 'Between convolutions over images; a stride of 2 in the convolution itself does the same work.',
    },
    ko: {
      what: '가장 강한 반응만 모은 작은 이미지입니다. 패딩은 결코 이기지 않습니다.',
      when: '이미지의 합성곱 사이에. 합성곱 자체의 보폭을 2로 해도 같은 일을 합니다.',
    },
  },
  averagePool1d: {
    formula: 'the mean of each window, channel by channel',
    en: { what: 'A shorter, smoother signal.', when: 'Where the amount matters more than the peak.' },
    ko: { what: '더 짧고 매끄러운 신호를 만듭니다.', when: '봉우리보다 전체 양이 중요할 때.' },
  },
  averagePool2d: {
    formula: 'the mean of each window, channel by channel',
    en: {
      what: 'A smaller, smoother image; `countIncludePad` says whether the zeros of the padding count.',
      when: 'In older networks such as LeNet, and where sharp maxima disturb.',
    },
    ko: {
      what: '더 작고 매끄러운 이미지를 만듭니다. 패딩의 0을 셀지는 `countIncludePad`가 정합니다.',
      when: 'LeNet 같은 초기 신경망에, 뾰족한 최댓값이 방해될 때.',
    },
  },
  globalAveragePool: {
    formula: 'the mean over the whole image: [height, width, channels] → [channels]',
    en: {
      what: 'One number for each channel, whatever the image’s size; no weights.',
      when: 'Before the last dense layer, instead of `flatten`: far fewer weights to overfit.',
    },
    ko: {
      what: '이미지 크기와 상관없이 채널마다 수 하나입니다. 가중치가 없습니다.',
      when: '마지막 밀집층 앞에서 `flatten` 대신. 과적합할 가중치가 훨씬 적습니다.',
    },
  },
  globalAveragePool1d: {
    formula: 'the mean over the whole signal: [length, channels] → [channels]',
    en: {
      what: 'As `globalAveragePool`, of signals.',
      when: 'Behind convolutions over signals of any length.',
    },
    ko: { what: '신호의 `globalAveragePool`입니다.', when: '길이가 어떻든 신호의 합성곱 뒤에.' },
  },
  globalMaxPool: {
    formula: 'the largest over the whole image: [height, width, channels] → [channels]',
    en: {
      what: 'Whether a pattern was anywhere; equal ones share the gradient.',
      when: 'When one place is enough to decide.',
    },
    ko: {
      what: '무늬가 어디에든 있었는지만 남깁니다. 값이 같으면 기울기를 나눕니다.',
      when: '한 곳만 보아도 판정할 수 있을 때.',
    },
  },
  globalMaxPool1d: {
    formula: 'the largest over the whole signal: [length, channels] → [channels]',
    en: { what: 'As `globalMaxPool`, of signals.', when: 'To spot a word or an event in a sequence.' },
    ko: { what: '신호의 `globalMaxPool`입니다.', when: '시퀀스에서 단어나 사건 하나를 찾을 때.' },
  },
  simpleRnn: {
    formula: 'h(t) = activation(x(t) · W + h(t − 1) · U + b)',
    en: {
      what: 'One state that is mixed anew at each time; what happened long ago fades or explodes.',
      when: 'For short sequences, and to see why the others were invented.',
    },
    ko: {
      what: '때마다 새로 섞이는 상태 하나입니다. 오래전 일은 사라지거나 폭발합니다.',
      when: '짧은 시퀀스에, 그리고 다른 것들이 왜 나왔는지 볼 때.',
    },
  },
  gru: {
    formula: 'r, z = σ(xW + b + hU), n = tanh(xW + b + r ∘ (hU + a)), h ← (1 − z) ∘ n + z ∘ h',
    en: {
      what: 'Two gates decide what of the state is kept; the reset gate acts behind the product, as in PyTorch and cuDNN.',
      when: 'For sequences, where `lstm` is too large or too slow: three products instead of four.',
    },
    ko: {
      what: '게이트 둘이 상태에서 무엇을 지킬지 정합니다. 리셋 게이트는 PyTorch와 cuDNN처럼 곱한 뒤에 작용합니다.',
      when: '시퀀스에서 `lstm`이 크거나 느릴 때. 곱이 넷이 아니라 셋입니다.',
    },
  },
  lstm: {
    formula: 'i, f, o = σ(xW + hU + b), g = tanh(xW + hU + b), c ← f ∘ c + i ∘ g, h ← o ∘ tanh c',
    en: {
      what: 'A cell that sums up beside the state, so that gradients reach far back; `forgetBias` 1 lets it remember from the start.',
      when: 'For sequences with long memory.',
    },
    ko: {
      what: '상태 곁에서 더해 가는 셀이 있어 기울기가 먼 과거까지 닿습니다. `forgetBias` 1은 처음부터 기억하게 합니다.',
      when: '오래 기억해야 하는 시퀀스에.',
    },
  },
  bidirectional: {
    formula: 'y = [forward(x), backward(x)]',
    en: {
      what: 'A recurrent layer read from both ends, each with weights of its own; outputs side by side.',
      when: 'When the whole sequence is there before the answer is needed.',
    },
    ko: {
      what: '순환층을 양쪽 끝에서 읽습니다. 가중치는 저마다이고 출력은 나란히 놓입니다.',
      when: '답이 필요할 때 시퀀스 전체가 이미 있을 때.',
    },
  },
  flatten: {
    formula: '[a, b, …] → [a · b · …]',
    en: {
      what: 'All numbers of an example in one row; nothing is computed.',
      when: 'Between images and `dense`.',
    },
    ko: { what: '한 예의 모든 수를 한 줄로 놓습니다. 계산은 없습니다.', when: '이미지와 `dense` 사이에.' },
  },
  reshape: {
    formula: 'the same elements, row-major, under another shape',
    en: {
      what: 'Nothing is computed. With a tensor first, the engine’s function of the same name.',
      when: 'To make images of flat rows: `reshape([28, 28, 1])`.',
    },
    ko: {
      what: '계산은 없습니다. 텐서를 먼저 주면 엔진의 같은 이름 함수입니다.',
      when: '납작한 행을 이미지로 만들 때: `reshape([28, 28, 1])`.',
    },
  },
  sequential: {
    formula: 'y = fₙ(… f₂(f₁(x)))',
    en: {
      what: 'Layers one after the other, their shapes checked by the compiler as far as they are known.',
      when: 'For every network that is a chain.',
    },
    ko: {
      what: '층을 차례로 잇습니다. 알려진 데까지 컴파일러가 모양을 검사합니다.',
      when: '한 줄로 이어지는 모든 신경망에.',
    },
  },
  residual: {
    formula: 'y = body(x) + x, or body(x) + shortcut(x)',
    en: {
      what: 'The body learns only what must change; gradients reach what lies before it undiminished along the sum.',
      when: 'For networks of more than about ten layers.',
    },
    ko: {
      what: '몸체는 바꿀 것만 배우고, 기울기는 합을 따라 줄지 않고 앞쪽에 닿습니다.',
      when: '열 층쯤 넘는 신경망에.',
    },
  },
  graph: {
    formula: 'nodes and layers between them, with any number of inputs and outputs',
    en: {
      what: 'A network drawn as a graph. A layer put on several nodes has one state, trained by all of them.',
      when: 'For branches, several inputs or outputs, shared layers.',
    },
    ko: {
      what: '그래프로 그린 신경망입니다. 여러 노드에 놓인 층은 상태가 하나이고, 그 모두가 함께 학습시킵니다.',
      when: '갈래, 여러 입력이나 출력, 공유하는 층에.',
    },
  },
  frozen: {
    formula: 'the same output; no gradient for the chosen parameters',
    en: {
      what: 'Parameters that training leaves as they are: no gradient, no state in the optimizer. Batch norm keeps its running statistics there, unless told otherwise. `freeze` does it to a model.',
      when: 'In transfer learning, while a new head is trained.',
    },
    ko: {
      what: '학습이 건드리지 않는 매개변수입니다. 기울기도 옵티마이저 상태도 없습니다. 따로 말하지 않으면 배치 정규화도 이동 통계를 그대로 둡니다. 모델에는 `freeze`가 이 일을 합니다.',
      when: '전이 학습에서 새 머리를 학습하는 동안.',
    },
  },
}
