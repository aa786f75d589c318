"""Teaches the network the examples.

The lower layers of the encoder stay as they are: they know English, which deal texts do not change.
So what they make of a text is computed once, which saves about half the work.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from coaching.detection.network import BEFORE, Array
from coaching.detection.training.examples import UNLABELLED, Example, Numbers
from coaching.detection.training.network import LAYERS, WIDTH, Encoder, TorchNetwork, pretrained

AT_ONCE = 64
"""Texts read together where nothing is learned."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the network learns; the values were chosen on authors it had not seen."""

    frozen: int = 3
    """The lowest layers, which stay as they are."""
    epochs: int = 5
    batch: int = 32
    rate: float = 3e-4
    head_rate: float = 1e-3
    decay: float = 0.9
    """How much of the rate of the layer above it each layer learns at."""
    dropout: float = 0.1
    weight_decay: float = 0.01
    warm_up: float = 0.1
    """The share of all steps in which the rate rises; then it falls."""
    hidden: float = 0.1
    """The share of tokens hidden from the upper layers, others each time a text is read."""
    evidence: float = 3.0
    actors: float = 0.5
    token_actors: float = 1.0
    moves: float = 1.0
    cues: float = 0.25
    posture: float = 0.5
    """What each part weighs beside the presence of signs."""
    seed: int = 0


def learn(
    examples: Sequence[Example], encoder: Encoder, recipe: Recipe, say: Callable[[str], None]
) -> TorchNetwork:
    """A network that began as `encoder` and has learned `examples`."""
    torch.manual_seed(recipe.seed)
    torch.set_flush_denormal(True)  # tiny numbers are slow, and nothing
    rng = np.random.default_rng(recipe.seed)
    network = pretrained(encoder, recipe.dropout)
    lower = _lower(network, examples, recipe.frozen)
    optimizer = torch.optim.AdamW(_groups(network, recipe), weight_decay=recipe.weight_decay)
    steps = recipe.epochs * -(-len(examples) // recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _rise_and_fall(steps, recipe.warm_up))
    network.train()
    for epoch in range(1, recipe.epochs + 1):
        start, losses = time.monotonic(), []
        for batch in _batches(examples, recipe.batch, rng):
            chosen = [examples[number] for number in batch]
            x, mask = _stacked([lower[number] for number in batch])
            mask = _partly_hidden(mask, chosen, recipe.hidden, rng)
            x = network.upper(x, mask, recipe.frozen)
            loss = _loss(network, x, mask, chosen, recipe)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        took = time.monotonic() - start
        say(f"  epoch {epoch} of {recipe.epochs}: loss {np.mean(losses):.3f}, took {took:.0f} s")
    return network


def _loss(
    network: TorchNetwork, x: Tensor, mask: Tensor, examples: Sequence[Example], recipe: Recipe
) -> Tensor:
    """Text by text: which signs are present, where they show, whose they are, and the rest."""
    out = network.heads(x, mask)
    tokens, inside = torch.zeros_like(out.tokens), mask.float()
    inside[:, :BEFORE] = 0
    for row, example in enumerate(examples):
        tokens[row, : len(example.ids)] = torch.from_numpy(example.tokens)
        inside[row, len(example.ids) - 1] = 0
    tokens = tokens * inside[..., None]
    where = functional.binary_cross_entropy_with_logits(out.tokens, tokens, reduction="none")
    where = (where.sum(-1) * inside).sum(1) / inside.sum(1).clamp(min=1)

    actors = torch.tensor(np.stack([example.actors for example in examples]))
    by_token = torch.where(tokens > 0, actors[:, None], UNLABELLED)
    who = _choice(network.token_actors(x, mask), by_token)
    who = (who.sum(1) / tokens.sum(1).clamp(min=1)).sum(1)

    posture = torch.tensor([example.posture for example in examples])
    return (
        _presence(out.signs, [example.signs for example in examples])
        + recipe.evidence * where.mean()
        + recipe.actors * _choice(out.actors, actors).sum() / len(examples)
        + recipe.token_actors * who.mean()
        + recipe.moves * _presence(out.moves, [example.moves for example in examples])
        + recipe.cues * _presence(out.cues, [example.cues for example in examples])
        + recipe.posture * _choice(out.posture, posture).sum() / len(examples)
    )


def _presence(scores: Tensor, labels: Sequence[Array]) -> Tensor:
    wanted = torch.tensor(np.stack(labels))
    loss = functional.binary_cross_entropy_with_logits(scores, wanted, reduction="none")
    return loss.sum(1).mean()


def _choice(scores: Tensor, wanted: Tensor) -> Tensor:
    """One loss for each place of `wanted`; 0 where it is UNLABELLED."""
    loss = functional.cross_entropy(
        scores.flatten(0, -2), wanted.flatten(), ignore_index=UNLABELLED, reduction="none"
    )
    return loss.view(wanted.shape)


def _partly_hidden(
    mask: Tensor, examples: Sequence[Example], share: float, rng: np.random.Generator
) -> Tensor:
    """Hides some of the texts' own tokens, so that no text is learned by heart."""
    kept = rng.random(mask.shape) >= share
    kept[:, :BEFORE] = True
    for row, example in enumerate(examples):
        kept[row, len(example.ids) - 1] = True
    return mask & torch.from_numpy(kept)


def _lower(network: TorchNetwork, examples: Sequence[Example], layers: int) -> list[Tensor]:
    """What the frozen layers make of each text."""
    network.eval()
    seen: list[Tensor] = [None] * len(examples)
    with torch.no_grad():
        for batch in _batches(examples, AT_ONCE):
            x = network.lower(_padded([examples[number].ids for number in batch]), layers)
            for row, number in zip(x, batch, strict=True):
                seen[number] = row[: len(examples[number].ids)].clone()
    return seen


def _batches(
    examples: Sequence[Example], size: int, rng: np.random.Generator | None = None
) -> Iterator[list[int]]:
    """Texts of like length together, so that little is padding; with `rng`, in a new order."""
    length = np.array([len(example.ids) for example in examples], np.float64)
    if rng:
        length *= rng.uniform(0.85, 1.15, len(length))
    order = np.argsort(length, kind="stable").tolist()
    batches = [order[start : start + size] for start in range(0, len(order), size)]
    if rng:
        rng.shuffle(batches)
    yield from batches


def _padded(ids: Sequence[Numbers]) -> Tensor:
    return nn.utils.rnn.pad_sequence([torch.from_numpy(one) for one in ids], batch_first=True)


def _stacked(rows: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    x = torch.zeros(len(rows), max(map(len, rows)), WIDTH)
    mask = torch.zeros(x.shape[:2], dtype=torch.bool)
    for place, row in enumerate(rows):
        x[place, : len(row)], mask[place, : len(row)] = row, True
    return x, mask


def _groups(network: TorchNetwork, recipe: Recipe) -> list[dict[str, Any]]:
    """What learns, and how fast: the heads, being new, faster than the layers; the frozen ones,
    the words and the places not at all."""
    layers = [
        {
            "params": list(network.layers[number].parameters()),
            "lr": recipe.rate * recipe.decay ** (LAYERS - 1 - number),
        }
        for number in range(recipe.frozen, LAYERS)
    ]
    encoder = ("layers.", "words.", "places.", "norm.")
    heads = [w for name, w in network.named_parameters() if not name.startswith(encoder)]
    return [*layers, {"params": heads, "lr": recipe.head_rate}]


def _rise_and_fall(steps: int, warm_up: float) -> Callable[[int], float]:
    warm = max(1, int(steps * warm_up))
    return lambda step: min((step + 1) / warm, max(0.02, (steps - step) / max(1, steps - warm)))
