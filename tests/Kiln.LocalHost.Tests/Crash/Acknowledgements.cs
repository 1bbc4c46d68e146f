using System.Globalization;

namespace Kiln.LocalHost.Tests.Crash;

/// <summary>All that was acknowledged before and between crashes, held against how every instance ended.</summary>
internal sealed class Acknowledgements
{
    private readonly HashSet<string> _instances = [];
    private readonly HashSet<string> _rewound = [];
    private readonly Dictionary<string, List<string>> _raised = [];

    public int Instances => _instances.Count;

    public int Events => _raised.Values.Sum(raised => raised.Count);

    /// <summary>Takes what a process said; the last line may be cut off by its death, and then acknowledges nothing.</summary>
    public void Add(IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            switch (line.Split(' '))
            {
                case ["scheduled", string id]:
                    _instances.Add(id);
                    break;
                case ["rewound", string id]:
                    _rewound.Add(id);
                    break;
                case ["raised", string id, string payload]:
                    (_raised.TryGetValue(id, out List<string>? raised) ? raised : _raised[id] = []).Add(payload);
                    break;
            }
        }
    }

    /// <summary>Checks the ends: every acknowledged instance has its one right end, no acknowledged event is lost, none is doubled.</summary>
    /// <param name="results">What the process said that brought them to their ends.</param>
    /// <param name="mayBeLost">Whether acknowledged work may be missing: then only what is there is checked.</param>
    public void Check(IReadOnlyList<string> results, bool mayBeLost = false)
    {
        Assert.Equal("finished", results[^1]);
        Dictionary<string, string[]> ends = results.Where(line => line.StartsWith("result ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', 5))
            .ToDictionary(parts => parts[1]);
        if (mayBeLost)
        {
            _raised.Clear();
            _rewound.Clear();
            Assert.NotEmpty(ends);
        }
        else
        {
            Assert.All(_instances, id => Assert.Contains(id, ends));
        }

        Assert.All(
            results.Where(line => line.StartsWith("failed ", StringComparison.Ordinal)),
            line => Assert.DoesNotContain(line["failed ".Length..], _rewound));
        foreach ((string id, string[] end) in ends)
        {
            CheckEnd(id, end);
        }
    }

    private void CheckEnd(string id, string[] end)
    {
        (string name, string status, string output) = (end[2], end[3], end[4]);
        if (name == "Stop")
        {
            Assert.Equal(("Terminated", "stopped"), (status, output));
            return;
        }

        Assert.Equal("Completed", status);
        string number = id.Split('-', ':')[1];
        int seed = int.Parse(number, CultureInfo.InvariantCulture);
        if (name == "Child")
        {
            Assert.Equal(3 * seed, int.Parse(output, CultureInfo.InvariantCulture));
            return;
        }

        string[] parts = output.Split('|');
        int sum = name switch { "Flow" => (6 * seed) + 9, "Mend" => 6 * seed, _ => 0 };
        Assert.Equal(sum, int.Parse(parts[0], CultureInfo.InvariantCulture));
        string[] values = parts[1].Split(',', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(values.Distinct(), values);
        Assert.Equal(values.Order(StringComparer.Ordinal), values);
        Assert.All(_raised.GetValueOrDefault(id) ?? [], payload => Assert.Contains(payload, values));
    }
}
