/**
 * Nonlinear regressions of the Statistical Reference Datasets of NIST (public domain):
 * https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml. Data, both starts, certified parameters, certified
 * residual sums of squares. The tests recompute the certified sums from the data, to all digits given.
 */
import { add, div, exp, mul, neg, pow, sliceAxis, square, sub, type Tensor, tensor } from '../../src/index.ts'
import { arctangent } from './support.ts'

export interface NistProblem {
  readonly name: string
  readonly level: 'lower' | 'average' | 'higher'
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly starts: readonly [readonly number[], readonly number[]]
  readonly certified: readonly number[]
  readonly residualSum: number
  /** Certified standard deviations of the parameters, where they are tested too. */
  readonly deviations?: readonly number[]
  /** Predictions at x, from the parameters as tensors of shape [1]. */
  readonly model: (x: Tensor, b: readonly Tensor[]) => Tensor
}

const steps = (count: number, step: number, first = 0) =>
  Array.from({ length: count }, (_, index) => Number((first + index * step).toFixed(10)))

const misraX = [
  77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0,
]
const misraY = [
  10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78,
]

/** The parameter number i, from 1 as NIST counts. */
const at = (b: readonly Tensor[], number: number): Tensor => b[number - 1] ?? tensor([Number.NaN])

const threeExponentials: NistProblem['model'] = (x, b) =>
  add(
    add(mul(at(b, 1), exp(neg(mul(at(b, 2), x)))), mul(at(b, 3), exp(neg(mul(at(b, 4), x))))),
    mul(at(b, 5), exp(neg(mul(at(b, 6), x)))),
  )

export const nistProblems: readonly NistProblem[] = [
  {
    name: 'Misra1a',
    level: 'lower',
    x: misraX,
    y: misraY,
    starts: [
      [500, 0.0001],
      [250, 0.0005],
    ],
    certified: [2.3894212918e2, 5.5015643181e-4],
    residualSum: 1.2455138894e-1,
    deviations: [2.7070075241, 7.2668688436e-6],
    model: (x, b) => mul(at(b, 1), sub(1, exp(neg(mul(at(b, 2), x))))),
  },
  {
    name: 'Misra1b',
    level: 'lower',
    x: misraX,
    y: misraY,
    starts: [
      [500, 0.0001],
      [300, 0.0002],
    ],
    certified: [3.3799746163e2, 3.9039091287e-4],
    residualSum: 7.5464681533e-2,
    model: (x, b) => mul(at(b, 1), sub(1, pow(add(1, div(mul(at(b, 2), x), 2)), -2))),
  },
  {
    name: 'Misra1c',
    level: 'average',
    x: misraX,
    y: misraY,
    starts: [
      [500, 0.0001],
      [600, 0.0002],
    ],
    certified: [6.3642725809e2, 2.0813627256e-4],
    residualSum: 4.0966836971e-2,
    model: (x, b) => mul(at(b, 1), sub(1, pow(add(1, mul(mul(at(b, 2), x), 2)), -0.5))),
  },
  {
    name: 'Misra1d',
    level: 'average',
    x: misraX,
    y: misraY,
    starts: [
      [500, 0.0001],
      [450, 0.0003],
    ],
    certified: [4.3736970754e2, 3.0227324449e-4],
    residualSum: 5.6419295283e-2,
    model: (x, b) => div(mul(mul(at(b, 1), at(b, 2)), x), add(1, mul(at(b, 2), x))),
  },
  {
    name: 'DanWood',
    level: 'lower',
    x: [1.309, 1.471, 1.49, 1.565, 1.611, 1.68],
    y: [2.138, 3.421, 3.597, 4.34, 4.882, 5.66],
    starts: [
      [1, 5],
      [0.7, 4],
    ],
    certified: [7.6886226176e-1, 3.8604055871],
    residualSum: 4.3173084083e-3,
    model: (x, b) => mul(at(b, 1), pow(x, at(b, 2))),
  },
  {
    name: 'Lanczos3',
    level: 'lower',
    x: steps(24, 0.05),
    y: [
      2.5134, 2.0443, 1.6684, 1.3664, 1.1232, 0.9269, 0.7679, 0.6389, 0.5338, 0.4479, 0.3776, 0.3197, 0.272,
      0.2325, 0.1997, 0.1723, 0.1493, 0.1301, 0.1138, 0.1, 0.0883, 0.0783, 0.0698, 0.0624,
    ],
    starts: [
      [1.2, 0.3, 5.6, 5.5, 6.5, 7.6],
      [0.5, 0.7, 3.6, 4.2, 4, 6.3],
    ],
    certified: [8.6816414977e-2, 9.5498101505e-1, 8.4400777463e-1, 2.9515951832, 1.5825685901, 4.9863565084],
    residualSum: 1.6117193594e-8,
    deviations: [
      1.7197908859e-2, 9.7041624475e-2, 4.1488663282e-2, 1.0766312506e-1, 5.8371576281e-2, 3.4436403035e-2,
    ],
    model: threeExponentials,
  },
  {
    name: 'Chwirut2',
    level: 'lower',
    x: [
      0.5, 1, 1.75, 3.75, 5.75, 0.875, 2.25, 3.25, 5.25, 0.75, 1.75, 2.75, 4.75, 0.625, 1.25, 2.25, 4.25, 0.5,
      3, 0.75, 3, 1.5, 6, 3, 6, 1.5, 3, 0.5, 2, 4, 0.75, 2, 5, 0.75, 2.25, 3.75, 5.75, 3, 0.75, 2.5, 4, 0.75,
      2.5, 4, 0.75, 2.5, 4, 0.5, 6, 3, 0.5, 2.75, 0.5, 1.75,
    ],
    y: [
      92.9, 57.1, 31.05, 11.5875, 8.025, 63.6, 21.4, 14.25, 8.475, 63.8, 26.8, 16.4625, 7.125, 67.3, 41,
      21.15, 8.175, 81.5, 13.12, 59.9, 14.62, 32.9, 5.44, 12.56, 5.44, 32, 13.95, 75.8, 20, 10.42, 59.5,
      21.67, 8.55, 62, 20.2, 7.76, 3.75, 11.81, 54.7, 23.7, 11.55, 61.3, 17.7, 8.74, 59.2, 16.3, 8.62, 81,
      4.87, 14.62, 81.7, 17.17, 81.3, 28.9,
    ],
    starts: [
      [0.1, 0.01, 0.02],
      [0.15, 0.008, 0.01],
    ],
    certified: [1.6657666537e-1, 5.1653291286e-3, 1.2150007096e-2],
    residualSum: 5.1304802941e2,
    deviations: [3.830328681e-2, 6.6621605126e-4, 1.5304234767e-3],
    model: (x, b) => div(exp(neg(mul(at(b, 1), x))), add(at(b, 2), mul(at(b, 3), x))),
  },
  {
    name: 'Lanczos2',
    level: 'average',
    x: steps(24, 0.05),
    y: [
      2.5134, 2.04433, 1.6684, 1.36642, 1.12323, 0.92689, 0.767934, 0.638878, 0.533784, 0.447936, 0.377585,
      0.319739, 0.272013, 0.232497, 0.199659, 0.17227, 0.149341, 0.13007, 0.113812, 0.100042, 0.0883321,
      0.0783354, 0.0697669, 0.0623931,
    ],
    starts: [
      [1.2, 0.3, 5.6, 5.5, 6.5, 7.6],
      [0.5, 0.7, 3.6, 4.2, 4, 6.3],
    ],
    certified: [9.6251029939e-2, 1.0057332849, 8.6424689056e-1, 3.0078283915, 1.5529016879, 5.00287981],
    residualSum: 2.2299428125e-11,
    model: threeExponentials,
  },
  {
    name: 'Roszman1',
    level: 'average',
    x: [
      -4868.68, -4868.09, -4867.41, -3375.19, -3373.14, -3372.03, -2473.74, -2472.35, -2469.45, -1894.65,
      -1893.4, -1497.24, -1495.85, -1493.41, -1208.68, -1206.18, -1206.04, -997.92, -996.61, -996.31, -834.94,
      -834.66, -710.03, -530.16, -464.17,
    ],
    y: [
      0.252429, 0.252141, 0.251809, 0.297989, 0.296257, 0.295319, 0.339603, 0.337731, 0.33382, 0.38951,
      0.386998, 0.438864, 0.434887, 0.427893, 0.471568, 0.461699, 0.461144, 0.513532, 0.506641, 0.505062,
      0.535648, 0.533726, 0.568064, 0.612886, 0.624169,
    ],
    starts: [
      [0.1, -0.00001, 1000, -100],
      [0.2, -0.000005, 1200, -150],
    ],
    certified: [2.0196866396e-1, -6.1953516256e-6, 1.2044556708e3, -1.8134269537e2],
    residualSum: 4.9484847331e-4,
    deviations: [1.9172666023e-2, 3.2058931691e-6, 7.4050983057e1, 4.9573513849e1],
    model: (x, b) =>
      sub(sub(at(b, 1), mul(at(b, 2), x)), div(arctangent(div(at(b, 3), sub(x, at(b, 4)))), Math.PI)),
  },
  {
    name: 'MGH17',
    level: 'average',
    x: steps(33, 10),
    y: [
      0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.85, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628,
      0.603, 0.58, 0.558, 0.538, 0.522, 0.506, 0.49, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.42,
      0.414, 0.411, 0.406,
    ],
    starts: [
      [50, 150, -100, 1, 2],
      [0.5, 1.5, -1, 0.01, 0.02],
    ],
    certified: [3.7541005211e-1, 1.9358469127, -1.4646871366, 1.286753464e-2, 2.2122699662e-2],
    residualSum: 5.4648946975e-5,
    model: (x, b) =>
      add(
        at(b, 1),
        add(mul(at(b, 2), exp(neg(mul(x, at(b, 4))))), mul(at(b, 3), exp(neg(mul(x, at(b, 5)))))),
      ),
  },
  {
    name: 'MGH09',
    level: 'higher',
    x: [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625],
    y: [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246],
    starts: [
      [25, 39, 41.5, 39],
      [0.25, 0.39, 0.415, 0.39],
    ],
    certified: [1.9280693458e-1, 1.9128232873e-1, 1.2305650693e-1, 1.3606233068e-1],
    residualSum: 3.0750560385e-4,
    deviations: [1.1435312227e-2, 1.9633220911e-1, 8.0842031232e-2, 9.0025542308e-2],
    model: (x, b) =>
      div(mul(at(b, 1), add(square(x), mul(x, at(b, 2)))), add(add(square(x), mul(x, at(b, 3))), at(b, 4))),
  },
  {
    name: 'MGH10',
    level: 'higher',
    x: steps(16, 5, 50),
    y: [
      34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872,
    ],
    starts: [
      [2, 400000, 25000],
      [0.02, 4000, 250],
    ],
    certified: [5.609636471e-3, 6.1813463463e3, 3.4522363462e2],
    residualSum: 8.7945855171e1,
    deviations: [1.5687892471e-4, 2.3309021107e1, 7.8486103508e-1],
    model: (x, b) => mul(at(b, 1), exp(div(at(b, 2), add(x, at(b, 3))))),
  },
  {
    name: 'Thurber',
    level: 'higher',
    x: [
      -3.067, -2.981, -2.921, -2.912, -2.84, -2.797, -2.702, -2.699, -2.633, -2.481, -2.363, -2.322, -1.501,
      -1.46, -1.274, -1.212, -1.1, -1.046, -0.915, -0.714, -0.566, -0.545, -0.4, -0.309, -0.109, -0.103, 0.01,
      0.119, 0.377, 0.79, 0.963, 1.006, 1.115, 1.572, 1.841, 2.047, 2.2,
    ],
    y: [
      80.574, 84.248, 87.264, 87.195, 89.076, 89.608, 89.868, 90.101, 92.405, 95.854, 100.696, 101.06,
      401.672, 390.724, 567.534, 635.316, 733.054, 759.087, 894.206, 990.785, 1090.109, 1080.914, 1122.643,
      1178.351, 1260.531, 1273.514, 1288.339, 1327.543, 1353.863, 1414.509, 1425.208, 1421.384, 1442.962,
      1464.35, 1468.705, 1447.894, 1457.628,
    ],
    starts: [
      [1000, 1000, 400, 40, 0.7, 0.3, 0.03],
      [1300, 1500, 500, 75, 1, 0.4, 0.05],
    ],
    certified: [
      1.28813968e3, 1.4910792535e3, 5.8323836877e2, 7.5416644291e1, 9.6629502864e-1, 3.9797285797e-1,
      4.9727297349e-2,
    ],
    residualSum: 5.6427082397e3,
    deviations: [
      4.6647963344, 3.9571156086e1, 2.8698696102e1, 5.567537027, 3.1333340687e-2, 1.4984928198e-2,
      6.5842344623e-3,
    ],
    model: (x, b) =>
      div(
        add(at(b, 1), mul(x, add(at(b, 2), mul(x, add(at(b, 3), mul(x, at(b, 4))))))),
        add(1, mul(x, add(at(b, 5), mul(x, add(at(b, 6), mul(x, at(b, 7))))))),
      ),
  },
  {
    name: 'BoxBOD',
    level: 'higher',
    x: [1, 2, 3, 5, 7, 10],
    y: [109, 149, 149, 191, 213, 224],
    starts: [
      [1, 1],
      [100, 0.75],
    ],
    certified: [2.1380940889e2, 5.4723748542e-1],
    residualSum: 1.1680088766e3,
    model: (x, b) => mul(at(b, 1), sub(1, exp(neg(mul(at(b, 2), x))))),
  },
  {
    name: 'Rat42',
    level: 'higher',
    x: [9, 14, 21, 28, 42, 57, 63, 70, 79],
    y: [8.93, 10.8, 18.59, 22.33, 39.35, 56.11, 61.73, 64.62, 67.08],
    starts: [
      [100, 1, 0.1],
      [75, 2.5, 0.07],
    ],
    certified: [7.2462237576e1, 2.6180768402, 6.7359200066e-2],
    residualSum: 8.0565229338,
    model: (x, b) => div(at(b, 1), add(1, exp(sub(at(b, 2), mul(at(b, 3), x))))),
  },
  {
    name: 'Rat43',
    level: 'higher',
    x: steps(15, 1, 1),
    y: [
      16.08, 33.83, 65.8, 97.2, 191.55, 326.2, 386.87, 520.53, 590.03, 651.92, 724.93, 699.56, 689.96, 637.56,
      717.41,
    ],
    starts: [
      [100, 10, 1, 1],
      [700, 5, 0.75, 1.3],
    ],
    certified: [6.996415127e2, 5.2771253025, 7.5962938329e-1, 1.2792483859],
    residualSum: 8.786404908e3,
    deviations: [1.6302297817e1, 2.0828735829, 1.9566123451e-1, 6.8761936385e-1],
    model: (x, b) => div(at(b, 1), pow(add(1, exp(sub(at(b, 2), mul(at(b, 3), x)))), div(1, at(b, 4)))),
  },
  {
    name: 'Eckerle4',
    level: 'higher',
    x: [
      400, 405, 410, 415, 420, 425, 430, 435, 436.5, 438, 439.5, 441, 442.5, 444, 445.5, 447, 448.5, 450,
      451.5, 453, 454.5, 456, 457.5, 459, 460.5, 462, 463.5, 465, 470, 475, 480, 485, 490, 495, 500,
    ],
    y: [
      0.0001575, 0.0001699, 0.000235, 0.0003102, 0.0004917, 0.000871, 0.0017418, 0.00464, 0.0065895,
      0.0097302, 0.0149002, 0.023731, 0.0401683, 0.0712559, 0.1264458, 0.2073413, 0.2902366, 0.3445623,
      0.3698049, 0.3668534, 0.3106727, 0.2078154, 0.1164354, 0.0616764, 0.03372, 0.0194023, 0.0117831,
      0.0074357, 0.0022732, 0.00088, 0.0004579, 0.0002345, 0.0001586, 0.0001143, 0.000071,
    ],
    starts: [
      [1, 10, 500],
      [1.5, 5, 450],
    ],
    certified: [1.5543827178, 4.0888321754, 4.5154121844e2],
    residualSum: 1.4635887487e-3,
    model: (x, b) => mul(div(at(b, 1), at(b, 2)), exp(mul(square(div(sub(x, at(b, 3)), at(b, 2))), -0.5))),
  },
]

/** Residuals as a function of one vector of parameters, in the float type of the backend in force. */
export function residualsOf({ x, y, certified, model }: NistProblem): (b: Tensor) => Tensor {
  const inputs = tensor(x, [x.length])
  const observed = tensor(y, [y.length])
  return (b) => {
    const parameters = certified.map((_, index) => sliceAxis(b, 0, index, index + 1))
    return sub(observed, model(inputs, parameters))
  }
}

/** Digits in which two vectors agree: −log₁₀ of the largest relative error, at most 11 as NIST gives. */
export function digitsOf(found: ArrayLike<number>, certified: readonly number[]): number {
  const errors = certified.map((value, index) => Math.abs(((found[index] ?? Number.NaN) - value) / value))
  return Math.min(11, -Math.log10(Math.max(...errors)))
}
