import { appendFile } from 'node:fs/promises'
import type { Clock, Millis } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Secret } from '#src/kernel/secret.ts'
import type { SendSms } from './sms.ts'

/** How long a carrier may take, connecting and all, before the reader is told to use another way in. */
const HTTP_TIMEOUT_MS = 3000

/** Prints each message on the terminal: for trying things out, never for a city. */
export function smsToTerminal(write: (line: string) => void): SendSms {
  return async (to, text) => write(`SMS to ${to}: ${text}\n`)
}

/** Appends one JSON line `{to, text, at}` a message to a file, `at` in ISO 8601. */
export function smsToFile(path: string, clock: Clock): SendSms {
  return async (to, text) => {
    const line = JSON.stringify({ to, text, at: new Date(clock()).toISOString() })
    try {
      await appendFile(path, `${line}\n`, { mode: 0o600, flush: true })
    } catch (error) {
      throw new Fault('sms/undelivered', { says: `cannot append to ${path}` }, error)
    }
  }
}

/** Posts `{to, text}` as JSON to a carrier's gateway; any 2xx answer means it was taken. */
export function smsToGateway(
  url: URL,
  token: Secret | undefined,
  timeoutMs: Millis = HTTP_TIMEOUT_MS,
): SendSms {
  return async (to, text) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const statusCode = await post(url, token, JSON.stringify({ to, text }), signal)
    if (statusCode >= 200 && statusCode < 300) return
    throw new Fault('sms/undelivered', { says: `the SMS gateway answered ${statusCode}` })
  }
}

async function post(
  url: URL,
  token: Secret | undefined,
  body: string,
  signal: AbortSignal,
): Promise<number> {
  try {
    // Loaded with the first message: it is large, and a server that starts has no time for it.
    const { request } = await import('undici')
    const { statusCode, body: answer } = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        ...(token ? { authorization: `Bearer ${token.reveal()}` } : {}),
      },
      body,
      signal,
    })
    await answer.dump()
    return statusCode
  } catch (error) {
    throw new Fault('sms/undelivered', { says: 'the SMS gateway cannot be reached' }, error)
  }
}
