"""Computes reference.json: the samples of a study by a second implementation, which shares nothing with the service's.

Hashes by hashlib, normal quantiles by statistics.NormalDist (its own AS 241), probabilities by math.erf of the C library.
Run by hand: python3 reference.py > reference.json
"""

import hashlib
import json
import math
from statistics import NormalDist

STANDARD = NormalDist()


def integer(seed, tag, k):
    digest = hashlib.sha256(f"lynx1:{seed}:{tag}:{k}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 11


def fraction(seed, tag, k):
    return (integer(seed, tag, k) + 0.5) / 2**53


def strata(seed, name, runs):
    places = list(range(runs))
    for j in range(runs - 1, 0, -1):
        other = math.floor(fraction(seed, f"p:{name}", j) * (j + 1))
        places[j], places[other] = places[other], places[j]
    return places


def triangular(u, low, mode, high):
    if u < (mode - low) / (high - low):
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1 - u) * (high - low) * (high - mode))


def truncated(u, mean, deviation, low, high):
    below, above = STANDARD.cdf((low - mean) / deviation), STANDARD.cdf((high - mean) / deviation)
    return mean + deviation * STANDARD.inv_cdf(below + u * (above - below))


def discrete(u, values, weights):
    target, total = u * sum(weights), 0
    for value, weight in zip(values, weights):
        total += weight
        if total >= target:
            return value


DISPERSIONS = {
    "wind_mps": lambda u: 4.0 + 1.5 * STANDARD.inv_cdf(u),
    "mass_kg": lambda u: truncated(u, 10, 2, 7, 12),
    "drag": lambda u: math.exp(-1 + 0.25 * STANDARD.inv_cdf(u)),
    "heading_deg": lambda u: 0 + u * 360,
    "delay_s": lambda u: triangular(u, 0, 0.2, 1.5),
    "gap_s": lambda u: -math.log1p(-u) / 0.5,
    "g": lambda u: 9.80665,
    "surface": lambda u: discrete(u, ["grass", "sand", 3], [5, 0, 1]),
    "höhe": lambda u: u,
}


def study(method, seed, runs):
    orders = {name: strata(seed, name, runs) for name in DISPERSIONS}
    result = []
    for run in range(runs):
        values = {}
        for name, quantile in DISPERSIONS.items():
            u = fraction(seed, f"s:{name}", run)
            values[name] = quantile(u if method == "random" else (orders[name][run] + u) / runs)
        result.append({"seed": integer(seed, "run", run), "parameters": values})
    return {"method": method, "seed": seed, "runs": result}


points = [1e-300, 1e-20, 1e-10, 0.001, 0.02425, 0.075, 0.3, 0.5, 0.7, 0.93, 0.99, 1 - 1e-9]
print(json.dumps(
    {
        "quantiles": [{"p": p, "z": STANDARD.inv_cdf(p)} for p in points],
        "studies": [study("latin_hypercube", 7, 12), study("random", 2**53 - 1, 8)],
    },
    indent=1, ensure_ascii=False))
