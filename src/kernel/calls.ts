import { errorOf, type Failure, failureOf } from './failure.ts'

/** Functions of one thread that another may call. What they take and return can be copied. */
type Callable<Calls> = {
  readonly [Name in keyof Calls]: (...args: never[]) => Promise<unknown>
}

type Call = { readonly number: number; readonly name: string; readonly args: readonly unknown[] }

type Outcome =
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly failure: Failure }

type Asked = {
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: unknown) => void
}

/** Carries out what the thread at the other end of the port asks for. */
export function answerCalls<Calls extends Callable<Calls>>(port: MessagePort, calls: Calls): void {
  const named = new Map(Object.entries(calls)) as Map<string, (...args: unknown[]) => unknown>
  port.on('message', async ({ number, name, args }: Call) => {
    const outcome = await outcomeOf(number, async () => named.get(name)?.(...args))
    try {
      port.postMessage(outcome)
    } catch (error) {
      // What cannot be copied is our mistake, and told to who waits for it.
      port.postMessage({ number, failure: failureOf(error) } satisfies Outcome)
    }
  })
}

async function outcomeOf(number: number, call: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { number, value: await call() }
  } catch (error) {
    return { number, failure: failureOf(error) }
  }
}

/**
 * The functions of these names at the other end of the port. A `Fault` thrown there is thrown here;
 * of any other error only its message is left.
 */
export function callsOver<Calls extends Callable<Calls>>(
  port: MessagePort,
  names: readonly (keyof Calls & string)[],
): Calls {
  const asked = new Map<number, Asked>()
  let calls = 0
  port.on('message', (outcome: Outcome) => {
    const { resolve, reject } = asked.get(outcome.number) ?? {}
    asked.delete(outcome.number)
    if ('failure' in outcome) reject?.(errorOf(outcome.failure))
    else resolve?.(outcome.value)
  })
  port.on('close', () => {
    for (const { reject } of asked.values()) reject(new Error('the other thread has ended'))
  })
  const call = (name: string, args: readonly unknown[]) =>
    new Promise((resolve, reject) => {
      const number = ++calls
      asked.set(number, { resolve, reject })
      port.postMessage({ number, name, args } satisfies Call)
    })
  const functions = names.map((name) => [name, (...args: unknown[]) => call(name, args)])
  return Object.fromEntries(functions) as Calls
}
