"""PyTorch as a measured system: the protocol of runner/protocol.ts over standard input and output.

Run by the bench: python3 pytorch.py THREADS
"""
import json
import sys
import time

load_start = time.perf_counter()
try:
    import torch
    from torch import nn
except ImportError as error:
    print(json.dumps({"declined": f"Python cannot import torch ({error})"}), flush=True)
    sys.exit(0)

WARM_REPETITIONS = 30
WARM_SECONDS = 1.0
SLOW_SECONDS = 5.0


class NotOffered(Exception):
    pass


class LastState(nn.Module):
    """A recurrent network over [batch, time, inputs] that gives its last hidden state."""

    def __init__(self, kind, row):
        super().__init__()
        self.rnn = kind(row["inputs"], row["hidden"], batch_first=True)

    def forward(self, x):
        return self.rnn(x)[0][:, -1]


LAYERS = {
    "dense": lambda row: nn.Linear(row["inputs"], row["outputs"]),
    "conv": lambda row: nn.Conv2d(row["inputs"], row["outputs"], row["kernel"], padding=row["padding"]),
    "batchNorm": lambda row: nn.BatchNorm2d(row["channels"]),
    "maxPool": lambda row: nn.MaxPool2d(2),
    "relu": lambda row: nn.ReLU(),
    "flatten": lambda row: nn.Flatten(),
    "dropout": lambda row: nn.Dropout(row["probability"]),
    "rnn": lambda row: LastState(nn.RNN, row),
    "gru": lambda row: LastState(nn.GRU, row),
    "lstm": lambda row: LastState(nn.LSTM, row),
}

OPERATIONS = {
    "add": lambda x, y: lambda out: torch.add(x, y, out=out),
    "mul": lambda x, y: lambda out: torch.mul(x, y, out=out),
    "div": lambda x, y: lambda out: torch.div(x, y, out=out),
    "sqrt": lambda x, y: lambda out: torch.sqrt(x, out=out),
    "exp": lambda x, y: lambda out: torch.exp(x, out=out),
    "log": lambda x, y: lambda out: torch.log(x, out=out),
    "tanh": lambda x, y: lambda out: torch.tanh(x, out=out),
    "sigmoid": lambda x, y: lambda out: torch.sigmoid(x, out=out),
    "relu": lambda x, y: lambda out: torch.clamp_min(x, 0, out=out),
    "sum": lambda x, y: lambda out: torch.sum(x, (0, 1), out=out),
    "sumRows": lambda x, y: lambda out: torch.sum(x, 1, out=out),
    "sumColumns": lambda x, y: lambda out: torch.sum(x, 0, out=out),
    "maxRows": lambda x, y: lambda out: torch.amax(x, 1, out=out),
    "argMaxRows": lambda x, y: lambda out: torch.argmax(x, 1, out=out),
    "logSumExpRows": lambda x, y: lambda out: torch.logsumexp(x, 1, out=out),
}

OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, 0.01),
    "momentum": lambda p: torch.optim.SGD(p, 0.01, momentum=0.9),
    "nesterov": lambda p: torch.optim.SGD(p, 0.01, momentum=0.9, nesterov=True),
    "adaGrad": lambda p: torch.optim.Adagrad(p),
    "rmsProp": lambda p: torch.optim.RMSprop(p),
    "adam": lambda p: torch.optim.Adam(p),
    "nadam": lambda p: torch.optim.NAdam(p),
    "adaMax": lambda p: torch.optim.Adamax(p),
    "adaDelta": lambda p: torch.optim.Adadelta(p),
    "rAdam": lambda p: torch.optim.RAdam(p),
}


def open_step(task):
    workload = task["workload"]
    shape = workload["input"]
    if len(shape) == 3:
        shape = [shape[2], shape[0], shape[1]]
    x = torch.rand(workload["batch"], *shape)
    y = torch.randint(0, workload["classes"], (workload["batch"],))
    return lambda: training(workload, x, y)


def training(workload, x, y):
    model = nn.Sequential(*[LAYERS[row["layer"]](row) for row in workload["layers"]])
    make = {"sgd": lambda p: torch.optim.SGD(p, 0.01), "adam": lambda p: torch.optim.Adam(p, 0.001)}
    optimizer = make[workload["optimizer"]](model.parameters())
    loss_of = nn.CrossEntropyLoss()

    def run():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(model(x), y)
        loss.backward()
        optimizer.step()
        loss.item()

    return run


def open_matmul(task):
    n = task["size"]
    a, b, out = torch.rand(n, n), torch.rand(n, n), torch.empty(n, n)
    left = a.t() if task["transposeA"] else a
    right = b.t() if task["transposeB"] else b
    return lambda: lambda: torch.mm(left, right, out=out)


def open_operation(task):
    shape = (task["rows"], task["columns"])
    x, y = 0.5 + torch.rand(shape), 0.5 + torch.rand(shape)
    operation = OPERATIONS[task["operation"]](x, y)
    index = task["operation"] == "argMaxRows"
    out = torch.empty(0, dtype=torch.int64 if index else torch.float32)
    return lambda: lambda: operation(out)


def open_update(task):
    make = OPTIMIZERS.get(task["optimizer"])
    if make is None:
        raise NotOffered(f"no {task['optimizer']} is named in the bench")
    parameter = nn.Parameter(0.5 + torch.rand(task["parameters"]))
    parameter.grad = 0.5 + torch.rand(task["parameters"])
    return lambda: make([parameter]).step


# Each makes its data and returns what builds the rest; that is timed, and returns what is repeated.
OPEN = {"step": open_step, "matmul": open_matmul, "operation": open_operation, "update": open_update}


def resident_bytes():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) * 1024
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def blas_name():
    """Which BLAS the process has loaded: Debian's torch takes the one that the system offers."""
    try:
        with open("/proc/self/maps") as maps:
            loaded = maps.read().lower()
    except OSError:
        return "BLAS unknown"
    for name in ("openblas", "mkl", "blis", "atlas"):
        if f"lib{name}" in loaded:
            return name
    if "/libblas" in loaded:
        return "REFERENCE BLAS: slow, no baseline (Debian: install libopenblas0)"
    return "BLAS built in"


class Session:
    def __init__(self):
        self.run = None
        self.resident_before = resident_bytes()

    def answer(self, request):
        if request["do"] == "open":
            return self.open(request["task"])
        if request["do"] == "measure":
            return self.measure(request["count"], request["stretches"])
        if request["do"] == "memory":
            return {"residentBytes": resident_bytes() - self.resident_before, "wasmBytes": 0}
        self.run = None
        return {}

    def open(self, task):
        if task["kind"] not in OPEN:
            raise NotOffered("not its business")
        build = OPEN[task["kind"]](task)
        start = time.perf_counter()
        self.run = build()
        self.run()
        first = last = time.perf_counter() - start
        warm_from = time.perf_counter()
        for _ in range(1, 1 if first > SLOW_SECONDS else WARM_REPETITIONS):
            before = time.perf_counter()
            self.run()
            last = time.perf_counter() - before
            if time.perf_counter() - warm_from > WARM_SECONDS:
                break
        return {"firstMicroseconds": first * 1e6, "warmMicroseconds": last * 1e6}

    def measure(self, count, stretches):
        samples = []
        for _ in range(stretches):
            start = time.perf_counter()
            for _ in range(count):
                self.run()
            samples.append((time.perf_counter() - start) * 1e6 / count)
        return {"samples": samples}


def reply(message):
    print(json.dumps(message), flush=True)


def main():
    torch.set_num_threads(int(sys.argv[1]))
    load = (time.perf_counter() - load_start) * 1e6
    reply({"version": f"PyTorch {torch.__version__}, {blas_name()}", "loadMicroseconds": load})
    session = Session()
    for line in sys.stdin:
        try:
            reply(session.answer(json.loads(line)))
        except NotOffered as error:
            reply({"declined": str(error)})


main()
