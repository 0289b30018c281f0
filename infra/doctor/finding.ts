/** What a check found: everything that follows the name of the check. */
export type Finding =
  | { readonly outcome: 'ok'; readonly found: string }
  | {
      /** After a warning, the deployment may fail or do something unexpected; with a problem, it fails. */
      readonly outcome: 'warning' | 'problem';
      /** The value that is wrong. */
      readonly found: string;
      readonly expected: string;
      readonly todo: string;
    }
  | { readonly outcome: 'unknown'; readonly found: string; readonly todo: string };

export function ok(found: string): Finding {
  return { outcome: 'ok', found };
}

type Complaint = Pick<Finding & { outcome: 'problem' }, 'found' | 'expected' | 'todo'>;

export function warning(complaint: Complaint): Finding {
  return { outcome: 'warning', ...complaint };
}

export function problem(complaint: Complaint): Finding {
  return { outcome: 'problem', ...complaint };
}
