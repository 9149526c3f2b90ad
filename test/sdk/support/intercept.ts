/** An object one of whose methods is another, made from its own. */
export function intercept<T extends object, Name extends keyof T>(
  target: T,
  name: Name,
  replace: (own: T[Name]) => T[Name],
): T {
  return new Proxy(target, {
    get: (object, asked): unknown => {
      const value: unknown = Reflect.get(object, asked, object);
      if (typeof value !== "function") return value;
      const bound = value.bind(object) as T[Name];
      return asked === name ? replace(bound) : bound;
    },
  });
}
