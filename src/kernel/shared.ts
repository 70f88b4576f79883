/**
 * Makes asking for the same thing while it is being done one asking: all who ask get its one outcome,
 * which is not remembered. `keyOf` tells what is the same.
 */
export function shared<Subject, Outcome>(
  ask: (subject: Subject) => Promise<Outcome>,
  keyOf: (subject: Subject) => string | number,
): (subject: Subject) => Promise<Outcome> {
  const underWay = new Map<string | number, Promise<Outcome>>()
  return (subject) => {
    const key = keyOf(subject)
    const known = underWay.get(key)
    if (known !== undefined) return known
    const asked = ask(subject).finally(() => underWay.delete(key))
    underWay.set(key, asked)
    return asked
  }
}
