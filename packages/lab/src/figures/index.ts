/** The charts that experiments draw with. */
export { barChart } from './bar-chart.ts'
export { contour } from './contour.ts'
export { type Drawing, grid } from './drawing.ts'
export { heatMap } from './heat-map.ts'
export { histogram } from './histogram.ts'

export { lineChart, type Point, type Series } from './line-chart.ts'
export { spreadFigure } from './spread-figure.ts'
export { styleOf } from './style.ts'
