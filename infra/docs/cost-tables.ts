import { CONFIG_KEYS } from '../config-keys.ts';
import { LOAD } from '../costs/load.ts';
import { type CostLine, monthlyCosts, totalUsd } from '../costs/monthly-costs.ts';
import { NOT_COUNTED } from '../costs/other-types.ts';
import { PRICES, PRICES_AS_OF, PRICES_REGION, type Price, type PriceName } from '../costs/prices.ts';
import type { Resources } from '../costs/resource-costs.ts';
import { PRESETS } from '../presets.ts';
import { choicesTable } from './cost-choices.ts';
import { code, markdownTable } from './markdown.ts';
import type { StackTemplates } from './stack-template.ts';

/** Numbers of requests a month, in millions, with their names in the tables. */
const LOADS = { '100,000': 0.1, '1 million': 1, '10 million': 10 } as const;

/** The key that adds a price to the bill, by price. */
const OPTIONS: Partial<Record<PriceName, string>> = {
  webAcl: 'waf',
  wafRule: 'waf',
  wafRequests: 'waf',
  events: 'genesysEventSource',
  queueRequests: 'genesysEventSource',
  provisionedConcurrency: 'provisionedConcurrency',
};

/** The tables of docs/costs.md, by the name of their block. */
export function costTables({ dev, prod, withAll, cheapest }: StackTemplates): Record<string, string> {
  const bills = {
    dev: monthlyCosts(dev.Resources),
    prod: monthlyCosts(prod.Resources),
    'preset=cheapest': monthlyCosts(cheapest.Resources),
  };
  return {
    'cost-totals': totalsTable(bills),
    'costs-dev': billTable(bills.dev),
    'costs-prod': billTable(bills.prod),
    'costs-cheapest': billTable(bills['preset=cheapest']),
    'cost-choices': choicesTable({ dev, prod, cheapest }),
    'cost-options': optionsTable(bills.prod, withAll.Resources),
    'cost-load': loadTable(),
    'cost-prices': pricesTable(),
    'costs-not-counted': [...new Set(Object.values(NOT_COUNTED))].map((what) => `- ${what}`).join('\n'),
    'preset-cheapest': presetTable(),
  };
}

function totalsTable(bills: Readonly<Record<string, CostLine[]>>): string {
  const rows = Object.entries(bills).map(([name, lines]) => [
    code(name),
    ...[0, ...Object.values(LOADS)].map((millions) => totalUsd(lines, millions).toFixed(0)),
  ]);
  return markdownTable(['stack', 'without requests', ...Object.keys(LOADS)], rows);
}

const BILL_COLUMNS = ['what', 'price', 'each month', 'USD', '1 million requests', 'USD'];

function billTable(lines: readonly CostLine[]): string {
  const fixed = totalUsd(lines, 0);
  const sum = ['**Sum**', '', '', `**${usd(fixed)}**`, '', `**${usd(totalUsd(lines, 1) - fixed)}**`];
  return markdownTable(BILL_COLUMNS, [...lines.map(billRow), sum]);
}

function billRow({ price: name, fixedUnits, requestUnits }: CostLine): string[] {
  const price: Price = PRICES[name];
  const parts = [fixedUnits, requestUnits(1)].flatMap((units) =>
    units === 0 ? ['', ''] : [amount(units, price.unit), usd(units * price.usd)],
  );
  return [price.what, priceText(price), ...parts];
}

/** What the stack with everything costs more than `prod` with its defaults. */
function optionsTable(prod: readonly CostLine[], withAll: Resources): string {
  const rows = monthlyCosts(withAll)
    .filter(({ price }) => prod.every((line) => line.price !== price))
    .map((line) => {
      const option = OPTIONS[line.price];
      if (option === undefined) throw new Error(`${line.price} has no key, expected one in OPTIONS`);
      return [code(option), ...billRow(line)];
    });
  return markdownTable(['key', ...BILL_COLUMNS], rows);
}

function loadTable(): string {
  return markdownTable(
    ['assumption', 'value'],
    [
      ['requests that call Genesys', `${LOAD.missShare * 100} %`],
      ['size of a response', `${LOAD.responseKb} KB (25 queues)`],
      ['size of its entry in Redis', `${LOAD.entryKb} KB`],
      [
        'average duration in Lambda',
        `${LOAD.durationMs} ms: 20 ms for a hit, 400 ms for a miss (not measured on AWS)`,
      ],
      [
        'logs of a request',
        `${LOAD.logKb} KB: 0.6 KB are the function's own lines (measured: 0.45 KB for a hit, 1.5 KB for a miss), the rest is an estimate`,
      ],
      ['ECPU of a request, if serverless', String(LOAD.ecpuPerRequest)],
      ['reads from another zone', `${LOAD.otherZoneShare * 100} %`],
      [
        'changes in Genesys, with `genesysEventSource`',
        `${(LOAD.changesMillions * 1e6).toLocaleString('en-US')} a month`,
      ],
    ],
  );
}

function pricesTable(): string {
  const rows = Object.values<Price>(PRICES).map((price) => [price.what, priceText(price), sourceOf(price)]);
  return markdownTable(['what', `USD in ${PRICES_REGION}, ${PRICES_AS_OF}`, 'source'], rows);
}

function sourceOf({ source: { page, url, date = 'no date' } }: Price): string {
  const number = url === undefined ? '**to be checked**' : `[${date}](${url})`;
  return `[AWS](https://aws.amazon.com/${page}); ${number}`;
}

function presetTable(): string {
  const keys: Readonly<Record<string, { defaults: { dev: unknown; prod: unknown } }>> = CONFIG_KEYS;
  const rows = Object.entries(PRESETS.cheapest).map(([name, value]) => [
    code(name),
    code(value),
    code(keys[name]?.defaults.dev),
    code(keys[name]?.defaults.prod),
  ]);
  return markdownTable(['key', '`cheapest`', 'default of `dev`', 'default of `prod`'], rows);
}

function priceText({ usd: price, unit }: Price): string {
  return `${price < 0.01 ? price : price.toFixed(Math.max(2, decimalsOf(price)))} ${unit === 'hour' ? 'an' : 'a'} ${unit}`;
}

function decimalsOf(number: number): number {
  return String(number).split('.')[1]?.length ?? 0;
}

/** An amount such as `1,460 hours` or `2.4 GB`. */
function amount(units: number, unit: string): string {
  const plural = units === 1 || /GB$|million/.test(unit) ? unit : `${unit}s`;
  return `${units.toLocaleString('en-US', { maximumFractionDigits: 3 })} ${plural}`;
}

function usd(value: number): string {
  return value.toFixed(2);
}
