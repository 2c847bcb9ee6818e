/** The keys of a path such as `vehicles[0].vin`. */
function keysOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter((key) => key !== '');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The value at a path; `undefined` if the path does not exist. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const key of keysOf(path)) {
    if (!isObject(value)) return undefined;
    value = value[key];
  }
  return value;
}

/** Sets the value at a path; does nothing if the path does not exist. */
export function putAt(root: unknown, path: string, value: unknown): void {
  const keys = keysOf(path);
  const last = keys.pop();
  const parent = valueAt(root, keys.join('.'));
  if (last === undefined || !isObject(parent)) return;
  parent[last] = value;
}

/** The paths of all non-empty texts. */
export function filledPaths(root: unknown, base = ''): string[] {
  if (typeof root === 'string') return root === '' ? [] : [base];
  if (Array.isArray(root)) return root.flatMap((item, index) => filledPaths(item, `${base}[${index}]`));
  if (!isObject(root)) return [];
  return Object.entries(root).flatMap(([key, value]) =>
    filledPaths(value, base === '' ? key : `${base}.${key}`),
  );
}
