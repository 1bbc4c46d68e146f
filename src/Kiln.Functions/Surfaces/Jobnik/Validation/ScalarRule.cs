namespace Kiln.Functions.Surfaces.Jobnik.Validation;

/// <summary>What a value must be that can also stand in a path or a query, where everything is text.</summary>
internal abstract record ScalarRule : ValueRule
{
    /// <summary>Notes what is wrong with a value that was sent as text.</summary>
    public abstract void CheckText(string text, string where, ICollection<string> faults);
}
