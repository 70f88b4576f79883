import { setTimeout as pause } from 'node:timers/promises'
import type { Device, DeviceAbout } from '#src/device/device.ts'
import type { Resource } from '#src/device/resource.ts'
import { type Millis, SECOND } from '#src/kernel/clock.ts'
import { Fault } from '#src/kernel/fault.ts'
import { plan, type Step } from './plan.ts'

/** Opens a new link to the device each time. */
export type OpenDevice = (signal: AbortSignal) => Promise<Device & AsyncDisposable>

/** What the device should be, given what it says it is. */
export type DesiredFor = (about: DeviceAbout) => readonly Resource[]

/** What ended the steps early: the device's fault, or the one who asked. */
export type Stop = Fault | 'cancelled'

export type Reconciled =
  | { readonly kind: 'settled' }
  /** The second look found everything as it should be. */
  | { readonly kind: 'changed'; readonly steps: readonly Step[] }
  /** The second look found a difference; without a `stop`, though the device took every step. */
  | {
      readonly kind: 'drifting'
      readonly steps: readonly Step[]
      readonly taken: number
      readonly left: readonly Step[]
      readonly stop?: Stop
    }
  /** Something was sent and there was no second look: nobody knows. */
  | {
      readonly kind: 'lost'
      readonly steps: readonly Step[]
      readonly taken: number
      readonly fault: Fault
    }

export type ReconcilePorts = {
  readonly open: OpenDevice
  readonly desiredFor: DesiredFor
  /** Stops before the next step; a step under way is finished, never cut in half. */
  readonly signal: AbortSignal
  /** Told once before the first step, and after each. */
  readonly onProgress?: (steps: readonly Step[], taken: number) => void | Promise<void>
  readonly pauseMs?: Millis
}

/** A device that just lost its link may need a moment to answer again. */
const LOOKS_MAX = 3

/**
 * Brings one device to its desired config and looks again, on a new connection, to be sure.
 *
 * Running it twice is the same as running it once. Throws a `Fault` only when nothing was sent to the
 * device to change it; from the first step on every ending is a value.
 */
export async function reconcile(ports: ReconcilePorts): Promise<Reconciled> {
  const { open, desiredFor, signal, onProgress } = ports
  let steps: Step[]
  let progress: { taken: number; stop?: Stop }
  {
    await using device = await open(signal)
    steps = await look(device, desiredFor, signal)
    if (steps.length === 0) return { kind: 'settled' }
    await onProgress?.(steps, 0)
    progress = await takeAll(device, steps, ports)
  }

  const { taken, stop } = progress
  const again = await lookAgain(ports)
  if (again instanceof Fault) return { kind: 'lost', steps, taken, fault: again }
  if (again.length === 0) return { kind: 'changed', steps }
  return { kind: 'drifting', steps, taken, left: again, ...(stop ? { stop } : {}) }
}

async function look(device: Device, desiredFor: DesiredFor, signal: AbortSignal): Promise<Step[]> {
  const desired = desiredFor(await device.about(signal))
  return plan(desired, await device.observe(signal), device.rules)
}

async function takeAll(
  device: Device,
  steps: readonly Step[],
  { signal, onProgress }: ReconcilePorts,
): Promise<{ taken: number; stop?: Stop }> {
  for (const [taken, step] of steps.entries()) {
    if (signal.aborted) return { taken, stop: 'cancelled' }
    try {
      await take(device, step)
    } catch (error) {
      if (error instanceof Fault) return { taken, stop: error }
      throw error
    }
    await onProgress?.(steps, taken + 1)
  }
  return { taken: steps.length }
}

/** Each call has a deadline of its own in the driver; nothing else may interrupt a write. */
const UNINTERRUPTED = new AbortController().signal

function take(device: Device, step: Step): Promise<void> {
  switch (step.kind) {
    case 'add':
      return device.add(step.resource, UNINTERRUPTED)
    case 'change':
      return device.change(step.resource, step.change, UNINTERRUPTED)
    case 'move':
      return device.move(step.resource, step.before, UNINTERRUPTED)
    case 'remove':
      return device.remove(step.resource, UNINTERRUPTED)
  }
}

async function lookAgain(ports: ReconcilePorts): Promise<Step[] | Fault> {
  const { open, desiredFor, pauseMs = SECOND } = ports
  for (let looks = 1; ; looks++) {
    try {
      await using device = await open(UNINTERRUPTED)
      return await look(device, desiredFor, UNINTERRUPTED)
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      if (looks === LOOKS_MAX) return error
      await pause(pauseMs)
    }
  }
}
