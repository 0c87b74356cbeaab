import { expect, test } from 'vitest'
import { fittingLabels, linePath, plotOf } from './plot'

const plot = plotOf({ width: 460, height: 132 }, 10, 50)

test('values stand between the axis and the top, and none leaves the plot', () => {
  expect([plot.y(0), plot.y(50), plot.y(25)]).toEqual([108, 8, 58])
  expect([plot.y(-3), plot.y(99)]).toEqual([108, 8])
  expect(plotOf({ width: 460, height: 132 }, 10, 0).y(7)).toBe(108)
})

test('every place has its width, and a pointer finds it', () => {
  expect([plot.x(0), plot.x(9)]).toEqual([64, 424])
  expect([plot.placeAt(44), plot.placeAt(83.9), plot.placeAt(84), plot.placeAt(-9), plot.placeAt(900)]).toEqual([
    0, 0, 1, 0, 9,
  ])
})

test('a line breaks where nothing is known', () => {
  expect(linePath([0, 50, null, 25], plot)).toBe('M64.0 108.0L104.0 8.0M184.0 58.0')
})

test('labels that would touch are left out', () => {
  const labels = [60, 70, 130, 443].map(x => ({ x, text: '12:00' }))
  expect(fittingLabels(labels, plot).map(({ x }) => x)).toEqual([60, 130])
})
