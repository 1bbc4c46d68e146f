using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiln.Functions.Surfaces.Jobnik.Validation;

/// <summary>A whole number; <c>2.0</c> is one.</summary>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The largest value.</param>
internal sealed record IntegerRule(int Minimum, int Maximum = int.MaxValue) : ScalarRule
{
    /// <summary>The number of a value that was found in order.</summary>
    public static int Read(JsonElement value) => (int)value.GetDouble();

    /// <inheritdoc />
    public override void Check(JsonElement value, string where, ICollection<string> faults)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number))
        {
            CheckNumber(number, where, faults);
        }
        else
        {
            faults.Add($"{where} must be integer");
        }
    }

    /// <inheritdoc />
    public override void CheckText(string text, string where, ICollection<string> faults)
    {
        if (double.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double number))
        {
            CheckNumber(number, where, faults);
        }
        else
        {
            faults.Add($"{where} must be integer");
        }
    }

    /// <inheritdoc />
    public override JsonObject Describe() => new() { ["type"] = "integer", ["minimum"] = Minimum, ["maximum"] = Maximum };

    private void CheckNumber(double number, string where, ICollection<string> faults)
    {
        if (!double.IsInteger(number))
        {
            faults.Add($"{where} must be integer");
        }
        else if (number < Minimum)
        {
            faults.Add($"{where} must be >= {Minimum}");
        }
        else if (number > Maximum)
        {
            faults.Add($"{where} must be <= {Maximum}");
        }
    }
}
