// Every other figure by its name: a function of `{options, images, say}` that gives what it measured.

export const FIGURES = {};
