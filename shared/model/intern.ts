/** Numbers for strings, given in order of first sight. Keeps a row's columns numeric and each name once in memory. */
export class Interner {
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];

  id(name: string): number {
    let id = this.#ids.get(name);
    if (id === undefined) {
      id = this.#names.push(name) - 1;
      this.#ids.set(name, id);
    }
    return id;
  }

  name(id: number): string {
    return this.#names[id] ?? '';
  }

  /** Names in order of first sight. */
  get names(): readonly string[] {
    return this.#names;
  }
}
