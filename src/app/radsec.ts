import { readFileSync } from 'node:fs'
import type { Config, RadsecSetting } from '#src/config.ts'
import { MINUTE, type Millis } from '#src/kernel/clock.ts'
import { errnoSays } from '#src/kernel/errno.ts'
import { Fault } from '#src/kernel/fault.ts'
import type { Log } from '#src/kernel/log.ts'
import type { RadiusOptions, RadiusServer } from '#src/radius/server.ts'
import type { TlsCredentials } from '#src/radius/tls-trust.ts'

/** How soon files that something else renewed are seen. A hang-up signal has them read at once. */
const LOOK_EVERY: Millis = MINUTE

/** What a server over TLS is opened with, read from the files of the settings; nothing when it is off. */
export function radsecOptions({ radsec }: Config): Pick<RadiusOptions, 'radsec'> {
  if (!radsec) return {}
  const { host, port } = radsec
  return { radsec: { host, port, credentials: readCredentials(radsec) } }
}

/**
 * Has new certificate files shown and believed without dropping anyone: on a hang-up signal, and when a
 * look each minute finds them changed. Files that do not go together (a renewal half written) leave the
 * old ones in force, which is logged once.
 */
export function renewing(
  setting: RadsecSetting,
  radsec: NonNullable<RadiusServer['radsec']>,
  log: Log,
  everyMs = LOOK_EVERY,
): Disposable {
  let seen = contents(readCredentials(setting))
  let said: string | undefined
  const look = () => {
    try {
      const credentials = readCredentials(setting)
      if (contents(credentials) === seen) return
      radsec.renew(credentials)
      seen = contents(credentials)
      said = undefined
      log('radius.radsec.renewed')
    } catch (error) {
      const { message } = error as Error
      if (message !== said) log('radius.radsec.not-renewed', { says: message })
      said = message
    }
  }
  const timer = setInterval(look, everyMs).unref()
  process.on('SIGHUP', look)
  return {
    [Symbol.dispose]() {
      clearInterval(timer)
      process.off('SIGHUP', look)
    },
  }
}

function contents({ certificate, key, authorities = '' }: TlsCredentials): string {
  return [certificate, key, authorities].join('\0')
}

/** The certificate of the settings as the files hold it now. A `Fault` names one that cannot be read. */
export function readCredentials(setting: RadsecSetting): TlsCredentials {
  const { certificateFile, keyFile, authoritiesFile } = setting
  return {
    certificate: read('RADSEC_CERT', certificateFile),
    key: read('RADSEC_KEY', keyFile),
    authorities: authoritiesFile && read('RADSEC_CA', authoritiesFile),
  }
}

function read(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const says = `PHU_SONG_${name}: cannot read ${file}: ${errnoSays(error)}`
    throw new Fault('config/invalid', { file, says }, error)
  }
}
