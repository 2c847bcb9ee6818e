/** The steps of a path such as `vehicles[0].vin`. */
function steps(path: string): string[] {
  return path.split(/[.[\]]+/).filter((step) => step !== '');
}

/** What stands at a path; nothing where the path leads nowhere. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const step of steps(path)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/** Puts a value at a path; a path that leads nowhere changes nothing. */
export function putAt(root: unknown, path: string, value: unknown): void {
  const way = steps(path);
  const last = way.pop();
  const parent = valueAt(root, way.join('.'));
  if (last === undefined || typeof parent !== 'object' || parent === null) return;
  (parent as Record<string, unknown>)[last] = value;
}

/** The paths of all texts that are not empty. */
export function filledPaths(root: unknown, base = ''): string[] {
  if (typeof root === 'string') return root === '' ? [] : [base];
  if (Array.isArray(root)) return root.flatMap((item, index) => filledPaths(item, `${base}[${index}]`));
  if (typeof root !== 'object' || root === null) return [];
  return Object.entries(root).flatMap(([key, value]) =>
    filledPaths(value, base === '' ? key : `${base}.${key}`),
  );
}
