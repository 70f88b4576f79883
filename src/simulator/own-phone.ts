import { type Context, Hono } from 'hono'
import { csrf } from 'hono/csrf'
import { secureHeaders } from 'hono/secure-headers'
import type { Clock } from '#src/kernel/clock.ts'
import { type Ip, parseIp } from '#src/kernel/ip.ts'
import type { Mac } from '#src/kernel/mac.ts'
import { type Phone, parsePhone } from '#src/kernel/phone.ts'
import { mobileNumber } from './crowd.ts'
import { macFrom } from './gateway.ts'
import { parseTongue } from './own-phone-text.ts'
import {
  livePage,
  type OwnPhone,
  type Place,
  phonePage,
  placesPage,
  type TextMessage,
} from './own-phone-views.ts'
import type { Seeded } from './seeded.ts'

/** What the reader's phone needs of the city. */
export type OwnPhonePorts = {
  readonly places: readonly Place[]
  /** Every message to this number, the newest first. */
  readonly messages: (number: Phone) => readonly TextMessage[]
  readonly chance: Seeded
  readonly clock: Clock
}

/** Where the reader's browser connects from: what a gateway on loopback sees of it. */
const READER = parseIp('127.0.0.1') as Ip

/**
 * A phone for whoever watches the demo: they pick a place, and their own browser stands on that
 * gateway's Wi-Fi, to be redirected, to sign in and to be counted like any phone.
 *
 * There is one such phone, since every tab of the reader comes from the same address.
 */
export function ownPhoneApp(ports: OwnPhonePorts): Hono {
  const app = new Hono()
  const owner = new Owner(ports)

  app.use(
    csrf(),
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'unsafe-inline'"],
        frameSrc: ["'self'"],
        frameAncestors: ["'self'"],
        formAction: ["'self'"],
      },
    }),
  )
  app.get('/', (c) => {
    const tongue = parseTongue(c.req.query('lang'))
    const phone = owner.phone()
    return c.html(phone.place ? phonePage(tongue, phone) : placesPage(tongue, phone, ports.places))
  })
  app.get('/live', (c) => {
    const phone = owner.phone()
    return c.html(livePage(parseTongue(c.req.query('lang')), phone, ports.messages(phone.number)))
  })
  app.post('/join', async (c) => {
    owner.join(await textField(c, 'place'))
    return await back(c)
  })
  app.post('/leave', async (c) => {
    owner.leave()
    return await back(c)
  })
  app.post('/number', async (c) => {
    owner.renumber(await textField(c, 'number'))
    return await back(c)
  })
  app.post('/another', async (c) => {
    owner.another()
    return await back(c)
  })
  return app
}

/** Whoever holds the phone: where they are, and which phone it is. */
class Owner {
  readonly #ports: OwnPhonePorts
  #number: Phone
  #mac: Mac
  #place: Place | undefined

  constructor(ports: OwnPhonePorts) {
    this.#ports = ports
    this.#number = mobileNumber(ports.chance)
    this.#mac = macFrom(ports.chance.entropy)
  }

  phone(): OwnPhone {
    const session = this.#place?.gateway.sessionOf(this.#mac)
    return {
      number: this.#number,
      mac: this.#mac,
      place: this.#place,
      stay: session && {
        seconds: session.secondsAt(this.#ports.clock()),
        octets: session.octetsIn + session.octetsOut,
        rate: session.allowance.rate,
      },
    }
  }

  join(gateway: string): void {
    const place = this.#ports.places.find((place) => place.gateway.id === gateway)
    if (!place) return
    this.leave()
    place.gateway.associate(this.#mac, READER)
    this.#place = place
  }

  leave(): void {
    this.#place?.gateway.dissociate(this.#mac)
    this.#place = undefined
  }

  renumber(typed: string): void {
    this.#number = parsePhone(typed) ?? this.#number
  }

  /** A phone nobody has seen before. */
  another(): void {
    this.leave()
    this.#number = mobileNumber(this.#ports.chance)
    this.#mac = macFrom(this.#ports.chance.entropy)
  }
}

async function textField(c: Context, name: string): Promise<string> {
  const value = (await c.req.parseBody())[name]
  return typeof value === 'string' ? value : ''
}

async function back(c: Context): Promise<Response> {
  return c.redirect(`/?lang=${parseTongue(await textField(c, 'lang'))}`, 303)
}
