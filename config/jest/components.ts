// How component tests put a component on the page, wait for it, and look inside.
import { createElement } from 'lwc';
import type { LightningElement } from 'lwc';

type ComponentClass = new () => LightningElement;

/** Creates the component with its properties set before it is connected, as a parent would. */
export function show<Properties extends object>(
  tag: string,
  component: ComponentClass,
  properties: Properties
): HTMLElement & Properties {
  const element = Object.assign(createElement(tag, { is: component as never }), properties);
  document.body.append(element);
  return element as unknown as HTMLElement & Properties;
}

/** Rendering, wires and settled promises all run as microtasks; ten of them are more than any chain here takes. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await Promise.resolve();
  }
}

export function clearPage(): void {
  document.body.replaceChildren();
}

/** The one element that matches, or a failure that names the selector. */
export function find<Found extends Element = HTMLElement>(element: Element, selector: string): Found {
  const found = element.shadowRoot?.querySelector<Found>(selector);
  if (!found) {
    throw new Error(`Nothing matches ${selector} in ${element.tagName.toLowerCase()}.`);
  }
  return found;
}

export function findAll<Found extends Element = HTMLElement>(element: Element, selector: string): Found[] {
  return [...(element.shadowRoot?.querySelectorAll<Found>(selector) ?? [])];
}

/** Text as a reader sees it: runs of white space are one space. */
export function textOf(element: Element): string {
  return (element.textContent ?? '').replace(/\s+/g, ' ').trim();
}

/** Collects the details of an event. */
export function heard<Detail>(element: Element, type: string): Detail[] {
  const details: Detail[] = [];
  element.addEventListener(type, (event) => details.push((event as CustomEvent<Detail>).detail));
  return details;
}
