import { FREE, NOT_COUNTED } from './other-types.ts';
import { PRICES, type PriceName } from './prices.ts';
import { BILLED, type Resources, type Usage } from './resource-costs.ts';

/** One line of a bill: everything that has the same price. */
export interface CostLine {
  readonly price: PriceName;
  /** Units of the price in a month without requests. */
  readonly fixedUnits: number;
  /** Units of the price in a month for a number of requests in millions. */
  requestUnits(millions: number): number;
}

/**
 * The lines of the monthly bill of a template, in the order of the resources. Throws for an unknown type of resource, so
 * that a new one that AWS bills cannot be forgotten.
 */
export function monthlyCosts(resources: Resources): CostLine[] {
  const usages = Object.entries(resources).flatMap(([id, resource]) => {
    const { Type } = resource;
    const rule = BILLED[Type];
    if (rule !== undefined) return rule(resource, resources, id);
    if (FREE.has(Type) || Type in NOT_COUNTED) return [];
    throw new Error(
      `${id} is a ${Type}, expected one in infra/costs/resource-costs.ts (billed) or other-types.ts (not billed)`,
    );
  });
  return Array.from(
    Map.groupBy(usages, ({ price }) => price),
    ([price, same]) => lineOf(price, same),
  );
}

/** The sum in USD for a number of requests in millions. */
export function totalUsd(lines: readonly CostLine[], millions: number): number {
  return lines.reduce(
    (sum, { price, fixedUnits, requestUnits }) =>
      sum + PRICES[price].usd * (fixedUnits + requestUnits(millions)),
    0,
  );
}

function lineOf(price: PriceName, usages: readonly Usage[]): CostLine {
  const sum = (units: (usage: Usage) => number | undefined) =>
    usages.reduce((total, usage) => total + (units(usage) ?? 0), 0);
  return {
    price,
    fixedUnits: sum(({ fixed }) => fixed),
    requestUnits: (millions) => sum(({ requests }) => requests?.(millions)),
  };
}
