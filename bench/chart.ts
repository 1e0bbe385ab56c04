import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { init, type SeriesOption } from 'echarts';
import { roundTripMs } from './dingtalk.js';
import type { SignInCost } from './sign-in.js';

const FILE = join(dirname(import.meta.dirname), 'docs', 'pictures', 'bench.svg');
// Seen on white and on black alike: README pages have both.
const ink = '#7d8590';
const [ours, others] = ['#3b82f6', '#9aa4b2'];
const panels = [
  { title: 'CPU time of one callback, × the floor’s', read: (cost: SignInCost) => cost.cpuRatio },
  {
    title: `Round trips to DingTalk, ${roundTripMs} ms away`,
    read: (cost: SignInCost) => cost.warmRoundTrips,
  },
];

/**
 * Draws what one callback costs each contender, beside what the table says.
 * @param costs - by the names to show, the floor first
 * @param highlighted - the name that stands out
 * @returns the SVG, with the day and the kind of machine in its subtitle
 */
function drawChart(costs: ReadonlyMap<string, SignInCost>, highlighted: string, day: string): string {
  const names = [...costs.keys()];
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 860, height: 124 + names.length * 40 });
  const font = { color: ink, fontFamily: 'system-ui, sans-serif' };
  chart.setOption({
    animation: false,
    textStyle: font,
    title: [
      {
        left: 0,
        text: 'One sign-in callback: less is better',
        subtext: `${day}, Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores`,
        textStyle: { ...font, fontSize: 15 },
        subtextStyle: font,
      },
      ...panels.map(({ title }, index) => ({
        text: title,
        left: 230 + index * 320,
        top: 72,
        textStyle: { ...font, fontSize: 13, fontWeight: 'normal' as const },
      })),
    ],
    grid: panels.map((_, index) => ({ left: 230 + index * 320, width: 260, top: 100, bottom: 10 })),
    xAxis: panels.map((_, gridIndex) => ({ type: 'value' as const, gridIndex, show: false })),
    yAxis: panels.map((_, gridIndex) => ({
      type: 'category' as const,
      gridIndex,
      data: names,
      inverse: true,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...font, show: gridIndex === 0 },
    })),
    series: panels.map(
      ({ read }, index): SeriesOption => ({
        type: 'bar',
        xAxisIndex: index,
        yAxisIndex: index,
        barWidth: 18,
        label: { ...font, show: true, position: 'right', formatter: ({ value }) => Number(value).toFixed(2) },
        data: [...costs].map(([name, cost]) => ({
          value: read(cost),
          itemStyle: { color: name === highlighted ? ours : others },
        })),
      }),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** Writes the chart that both READMEs show. */
export function writeChart(costs: ReadonlyMap<string, SignInCost>, highlighted: string): void {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, `${drawChart(costs, highlighted, new Date().toISOString().slice(0, 10))}\n`);
  console.log(`\nThe chart of one callback is in ${FILE}.`);
}
