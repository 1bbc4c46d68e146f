namespace Kiln.Functions.Tests.Conversions;

/// <summary>Keeps what progress it is told.</summary>
internal sealed class Told : IProgress<double>
{
    private readonly List<double> _values = [];

    public IReadOnlyList<double> Values
    {
        get
        {
            lock (_values)
            {
                return [.. _values];
            }
        }
    }

    public void Report(double value)
    {
        lock (_values)
        {
            _values.Add(value);
        }
    }
}
