"""What RandomInput draws: the twin of java.util.SplittableRandom and of RandomInput's order."""

MASK = (1 << 64) - 1


def hash_code(text):
    """Java's String.hashCode as a signed number."""
    h = 0
    for c in text:
        h = (31 * h + ord(c)) & 0xFFFFFFFF
    return h - (1 << 32) if h >> 31 else h


class SplittableRandom:
    def __init__(self, seed):
        self.state = seed & MASK

    def bits(self):
        """32 of them."""
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 33)) * 0x62A9D9ED799705F5) & MASK
        return (((z ^ (z >> 28)) * 0xCB24D0A5C88C35B3) & MASK) >> 32

    def below(self, bound):
        if bound & (bound - 1) == 0:
            return self.bits() & (bound - 1)
        while True:
            u = self.bits() >> 1
            if u - u % bound + bound - 1 < 1 << 31:
                return u % bound


def drawing(seed, step, name):
    h = (seed * 0x9E3779B97F4A7C15 + step) & MASK
    h = ((h ^ (h >> 32)) * 0xBF58476D1CE4E5B9 + hash_code(name)) & MASK
    return SplittableRandom(h ^ (h >> 29))


def choice(seed, step, name, bound, count):
    random = drawing(seed, step, name)
    return [random.below(bound) for _ in range(count)]


def permutation(seed, step, name, count):
    """Row i of the permuted rows is taken from the i-th of these places."""
    random = drawing(seed, step, name)
    order = [0] * count
    for i in range(count):
        j = random.below(i + 1)
        order[i], order[j] = order[j], i
    return order
