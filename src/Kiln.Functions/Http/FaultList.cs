namespace Kiln.Functions.Http;

/// <summary>Collects what is wrong with the members of a body that was read as a type.</summary>
internal sealed class FaultList
{
    private readonly List<FieldFault> _faults = [];

    /// <summary>Notes a fault unless a condition holds.</summary>
    public void Require(bool condition, string field, string message)
    {
        if (!condition)
        {
            _faults.Add(new FieldFault(field, message));
        }
    }

    /// <summary>Notes a number outside its range; an absent one is in order.</summary>
    public void RequireRange(int? value, int least, int most, string field) =>
        Require(value is null || (value >= least && value <= most), field, $"Must be an integer between {least} and {most}");

    /// <summary>Refuses with every fault found; does nothing when there is none.</summary>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0)
        {
            throw ApiException.Unprocessable(_faults);
        }
    }
}
