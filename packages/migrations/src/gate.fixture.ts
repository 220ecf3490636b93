/** A promise that is settled from outside: tests say what happens in which order, without sleeping. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((settle) => {
    open = settle;
  });
  return { opened, open: () => open() };
}
