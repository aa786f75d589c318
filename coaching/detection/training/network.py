"""The network: a small pretrained BERT, and the heads that read a deal text from it.

Every sign looks at the tokens for its own evidence: the token scores say where the sign shows, and
weighted by them the text's tokens become the sign's own vector, from which its presence and its
actor are read. Moves, cues and posture look through learned queries of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from coaching.detection.network import BEFORE, LONGEST
from coaching.detection.training.examples import ACTORS, CUES, MOVES, POSTURES, SIGNS

WIDTH, HEADS, INNER, LAYERS, WORDS, PLACES = 384, 12, 1536, 6, 30_522, 512
"""The shape of all-MiniLM-L6-v2."""
FAR = -1e4
"""Added to the score of what must not be looked at."""
NEW = 0.02
"""How far the weights of a new head stray from zero."""
RARE = -2.0
"""Where the presence of a label starts: most texts do not show it."""
RARER = -4.0
"""Likewise for a token."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """The pretrained encoder, less the words and places that no text will need."""

    weights: Path
    words: Sequence[int]
    """The numbers of the words that stay, in their new order."""


class Outputs(NamedTuple):
    """Scores, before any logistic; the fields are the model file's outputs."""

    tokens: Tensor
    """Text, token, sign: how far a token belongs to the sign's evidence."""
    signs: Tensor
    actors: Tensor
    """Text, sign, actor."""
    moves: Tensor
    cues: Tensor
    posture: Tensor


class Layer(nn.Module):
    """A layer of BERT, with query, key and value side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        texts, length, _ = x.shape
        heads = self.qkv(x).view(texts, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = heads.permute(2, 0, 3, 1, 4).unbind(0)
        bias = _far(mask)[:, None, None, :]
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        x = self.norm1(x + self.out(seen.transpose(1, 2).reshape(texts, length, WIDTH)))
        return self.norm2(x + self.down(functional.gelu(self.up(x))))


class TorchNetwork(nn.Module):
    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.words = nn.Embedding(WORDS, WIDTH)
        self.places = nn.Embedding(PLACES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

        signs, others = len(SIGNS), len(MOVES) + len(CUES)
        self.drop = nn.Dropout(dropout)
        self.evidence = nn.Linear(WIDTH, signs)
        self.sign = nn.Parameter(torch.randn(signs, 2 * WIDTH) * NEW)
        self.sign_bias = nn.Parameter(torch.full((signs,), RARE))
        self.peak = nn.Parameter(torch.full((signs,), 0.5))
        """How much a sign's presence follows from its tokens alone."""
        self.actor = nn.Linear(2 * WIDTH, len(ACTORS))
        self.actor_bias = nn.Parameter(torch.zeros(signs, len(ACTORS)))
        self.queries = nn.Linear(WIDTH, others + 1)
        """One query each for moves and cues, the last for the posture."""
        self.rest = nn.Parameter(torch.randn(others, 2 * WIDTH) * NEW)
        self.rest_bias = nn.Parameter(torch.full((others,), RARE))
        self.posture = nn.Sequential(
            nn.Linear(2 * WIDTH + signs + others, 64), nn.GELU(), nn.Linear(64, len(POSTURES))
        )
        nn.init.constant_(self.evidence.bias, RARER)

    def forward(self, ids: Tensor) -> Outputs:
        mask = ids != 0
        return self.heads(self.upper(self.lower(ids, 0), mask, 0), mask)

    def lower(self, ids: Tensor, layers: int) -> Tensor:
        """The texts as the lowest `layers` layers see them."""
        x = self.norm(self.words(ids) + self.places(torch.arange(ids.shape[1])))
        for layer in self.layers[:layers]:
            x = layer(x, ids != 0)
        return x

    def upper(self, x: Tensor, mask: Tensor, below: int) -> Tensor:
        """What the layers above the lowest `below` make of that."""
        for layer in self.layers[below:]:
            x = layer(x, mask)
        return x

    def heads(self, x: Tensor, mask: Tensor) -> Outputs:
        x = self.drop(x)
        whole = _mean(x, mask)[:, None]
        hidden = _far(mask)[..., None]
        tokens = self.evidence(x)

        outside = hidden.clone()
        outside[:, :BEFORE] = FAR
        inside = tokens + outside
        own = inside.softmax(1).transpose(1, 2) @ x
        own = torch.cat([own, whole.expand_as(own)], -1)
        strongest = inside.logsumexp(1)
        signs = (own * self.sign).sum(-1) + self.sign_bias + self.peak * (strongest + 1.0)

        rest = (self.queries(x) + hidden).softmax(1).transpose(1, 2) @ x
        rest = torch.cat([rest, whole.expand_as(rest)], -1)
        others = (rest[:, :-1] * self.rest).sum(-1) + self.rest_bias
        posture = torch.cat([rest[:, -1], signs.tanh(), others.tanh()], -1)
        return Outputs(
            tokens=tokens,
            signs=signs,
            actors=self.actor(own) + self.actor_bias,
            moves=others[:, : len(MOVES)],
            cues=others[:, len(MOVES) :],
            posture=self.posture(posture),
        )

    def token_actors(self, x: Tensor, mask: Tensor) -> Tensor:
        """Text, token, sign, actor: what the actor would be if the token were all the evidence."""
        own, rest = self.actor.weight.split(WIDTH, dim=1)
        seen = functional.linear(x, own, self.actor.bias)
        seen = seen + functional.linear(_mean(x, mask), rest)[:, None]
        return seen[:, :, None] + self.actor_bias


def pretrained(encoder: Encoder, dropout: float) -> TorchNetwork:
    """A network that begins with `encoder`; its heads are new."""
    old = {name.removeprefix("bert."): w for name, w in load_file(encoder.weights).items()}
    network = TorchNetwork(dropout)
    state = network.state_dict()
    state["words.weight"] = old["embeddings.word_embeddings.weight"]
    # A text is all of the first type, so that type's vector goes into the places.
    first_type = old["embeddings.token_type_embeddings.weight"][0]
    state["places.weight"] = old["embeddings.position_embeddings.weight"] + first_type
    for part in ("weight", "bias"):
        state[f"norm.{part}"] = old[f"embeddings.LayerNorm.{part}"]
        for number in range(LAYERS):
            ours, theirs = f"layers.{number}", f"encoder.layer.{number}"
            state[f"{ours}.qkv.{part}"] = torch.cat(
                [old[f"{theirs}.attention.self.{n}.{part}"] for n in ("query", "key", "value")]
            )
            for name, source in (
                ("out", "attention.output.dense"),
                ("norm1", "attention.output.LayerNorm"),
                ("up", "intermediate.dense"),
                ("down", "output.dense"),
                ("norm2", "output.LayerNorm"),
            ):
                state[f"{ours}.{name}.{part}"] = old[f"{theirs}.{source}.{part}"]
    network.load_state_dict(state)
    network.words = nn.Embedding.from_pretrained(network.words.weight.data[encoder.words])
    network.places = nn.Embedding.from_pretrained(network.places.weight.data[:LONGEST])
    return network


def _mean(x: Tensor, mask: Tensor) -> Tensor:
    return (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)


def _far(mask: Tensor) -> Tensor:
    return (~mask).float() * FAR
