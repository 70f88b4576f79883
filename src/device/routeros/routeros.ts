import type { Change, Device, DeviceAbout } from '#src/device/device.ts'
import { isOurs, type Resource } from '#src/device/resource.ts'
import { assert } from '#src/kernel/assert.ts'
import { Fault } from '#src/kernel/fault.ts'
import { type Link, type LinkAccess, openLink } from './link.ts'
import { PATHS } from './paths.ts'
import type { Row } from './repair.ts'
import { attributesToAdd, attributesToChange, resourceOf, resourcesOf } from './row.ts'
import { routerOsRules } from './rules.ts'

/** Signs in to a RouterOS device. Throws as `openLink` does. */
export async function openRouterOs(
  access: LinkAccess,
  { signal }: { readonly signal: AbortSignal },
): Promise<RouterOs> {
  return new RouterOs(await openLink(access, { signal }))
}

/** A RouterOS device under our hands. Rows are addressed by ids that one look gave, never stored. */
export class RouterOs implements Device, AsyncDisposable {
  readonly rules = routerOsRules
  readonly #link: Link
  #ids = new Map<string, string>()

  constructor(link: Link) {
    this.#link = link
  }

  async about(signal: AbortSignal): Promise<DeviceAbout> {
    const [identity] = await this.#link.call('/system/identity/print', {}, { signal })
    const [resource] = await this.#link.call('/system/resource/print', {}, { signal })
    const files = await this.#link.call('/file/print', { '.proplist': 'name,type' }, { signal })
    const hotspots = await this.#link.call('/ip/hotspot/print', { '.proplist': 'name' }, { signal })
    return {
      identity: identity?.['name'] ?? '',
      model: resource?.['board-name'] ?? '',
      version: (resource?.['version'] ?? '').split(/\D+/).filter(Boolean).map(Number),
      hasFlash: files.some(({ name }) => name === 'flash'),
      hotspots: hotspots.map(({ name }) => name ?? ''),
      mayRunHotspot: await this.#mayRunHotspot(signal),
    }
  }

  async observe(signal: AbortSignal): Promise<readonly Resource[]> {
    this.#ids = new Map()
    const seen: Resource[] = []
    for (const path of Object.keys(PATHS)) {
      const rows = await this.#rows(path, signal)
      const configured = rows.filter((row) => row['dynamic'] !== 'true')
      for (const [id, resource] of resourcesOf(path, configured)) {
        this.#ids.set(keyOf(resource), id)
        seen.push(resource)
      }
    }
    return seen
  }

  async add(resource: Resource, signal: AbortSignal): Promise<void> {
    const attributes = attributesToAdd(resource)
    const reply = await this.#link.call(`${resource.path}/add`, attributes, { signal })
    this.#ids.set(keyOf(resource), reply.at(-1)?.['ret'] ?? '')
  }

  async change(resource: Resource, change: Change, signal: AbortSignal): Promise<void> {
    const address =
      PATHS[resource.path]?.identity === 'settings' ? {} : { '.id': this.#idOf(resource) }
    const attributes = { ...address, ...attributesToChange(resource, change) }
    await this.#link.call(`${resource.path}/set`, attributes, { signal })
  }

  async move(resource: Resource, before: Resource | undefined, signal: AbortSignal): Promise<void> {
    const destination = before ? { destination: this.#idOf(before) } : {}
    const attributes = { numbers: this.#idOf(resource), ...destination }
    await this.#link.call(`${resource.path}/move`, attributes, { signal })
  }

  async remove(resource: Resource, signal: AbortSignal): Promise<void> {
    await this.#link.call(`${resource.path}/remove`, { '.id': this.#idOf(resource) }, { signal })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#link.close()
  }

  /** Device-mode came with RouterOS 7.17; before that everything was allowed. */
  async #mayRunHotspot(signal: AbortSignal): Promise<boolean> {
    try {
      const [mode] = await this.#link.call('/system/device-mode/print', {}, { signal })
      return mode?.['hotspot'] !== 'false'
    } catch (error) {
      if (error instanceof Fault && error.code === 'device/refused') return true
      throw error
    }
  }

  #rows(path: string, signal: AbortSignal): Promise<readonly Row[]> {
    return path === '/file' ? this.#files(signal) : this.#link.call(`${path}/print`, {}, { signal })
  }

  /** The contents of our own files alone: others may be large, and are nothing to us. */
  async #files(signal: AbortSignal): Promise<Row[]> {
    const listed = await this.#link.call(
      '/file/print',
      { '.proplist': '.id,name,type' },
      { signal },
    )
    const files: Row[] = []
    for (const row of listed) {
      if (!isOurs(resourceOf('/file', row))) continue
      const [whole] = await this.#link.call(
        '/file/print',
        { '.proplist': '.id,name,type,contents' },
        { signal, queries: [`?name=${row['name']}`] },
      )
      if (whole) files.push(whole)
    }
    return files
  }

  #idOf(resource: Resource): string {
    const id = this.#ids.get(keyOf(resource))
    assert(id, `${keyOf(resource)} was not seen on the device`)
    return id
  }
}

function keyOf({ path, name }: Resource): string {
  return `${path} ${name}`
}
