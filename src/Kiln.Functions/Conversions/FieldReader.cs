using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kiln.Functions.Http;

namespace Kiln.Functions.Conversions;

/// <summary>
/// Collects the fields of a submission, from form text or JSON members, into typed JSON; what is wrong is collected too, so that a
/// client hears of all faults at once.
/// </summary>
internal sealed class FieldReader(bool rejectUnknown)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<FieldFault> _faults = [];

    /// <summary>The fields that were sent, typed.</summary>
    public JsonObject Values { get; } = [];

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<FieldFault> Faults => _faults;

    /// <summary>Takes a form field. Empty text counts as absent.</summary>
    public void AddText(string name, string text)
    {
        if (Known(name) is not { } field || text.Length == 0)
        {
            return;
        }

        string trimmed = text.Trim();
        switch (field.Kind)
        {
            case FieldKind.Integer when int.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int integer):
                Values[name] = integer;
                break;
            case FieldKind.Number when double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number):
                Values[name] = number;
                break;
            case FieldKind.Boolean when BooleanOf(trimmed) is { } flag:
                Values[name] = flag;
                break;
            case FieldKind.Text:
                AddWord(field, trimmed);
                break;
            case FieldKind.Labels:
                AddLabels(field, Parse(trimmed));
                break;
            default:
                _faults.Add(new FieldFault(name, Expected(field)));
                break;
        }
    }

    /// <summary>Takes a JSON member. Null counts as absent.</summary>
    public void AddJson(string name, JsonElement value)
    {
        if (Known(name) is not { } field || value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        switch (field.Kind, value.ValueKind)
        {
            case (FieldKind.Integer, JsonValueKind.Number) when value.TryGetInt32(out int integer):
                Values[name] = integer;
                break;
            case (FieldKind.Number, JsonValueKind.Number) when double.IsFinite(value.GetDouble()):
                Values[name] = value.GetDouble();
                break;
            case (FieldKind.Boolean, JsonValueKind.True or JsonValueKind.False):
                Values[name] = value.GetBoolean();
                break;
            case (FieldKind.Text, JsonValueKind.String):
                AddWord(field, value.GetString()!);
                break;
            case (FieldKind.Labels, _):
                AddLabels(field, value);
                break;
            default:
                _faults.Add(new FieldFault(name, Expected(field)));
                break;
        }
    }

    /// <summary>Notes a fault that another check found.</summary>
    public void AddFault(string name, string message) => _faults.Add(new FieldFault(name, message));

    /// <summary>Notes a field that no contract names, unless such fields are ignored.</summary>
    public void AddUnknown(string name)
    {
        if (rejectUnknown)
        {
            _faults.Add(new FieldFault(name, $"Unknown field: {name}"));
        }
    }

    private SubmissionField? Known(string name)
    {
        if (!SubmissionFields.All.TryGetValue(name, out SubmissionField? field))
        {
            AddUnknown(name);
            return null;
        }

        if (!_seen.Add(name))
        {
            _faults.Add(new FieldFault(name, "Must not be repeated"));
            return null;
        }

        return field;
    }

    private void AddWord(SubmissionField field, string text)
    {
        bool allowed = field.Values.Count == 0 ? text.Length <= field.MaxLength : field.Values.Contains(text, StringComparer.Ordinal);
        if (allowed)
        {
            Values[field.Name] = text;
        }
        else
        {
            _faults.Add(new FieldFault(field.Name, Expected(field)));
        }
    }

    private void AddLabels(SubmissionField field, JsonElement? value)
    {
        if (LabelRule.Read(value) is not null)
        {
            Values[field.Name] = JsonObject.Create(value!.Value);
        }
        else
        {
            _faults.Add(new FieldFault(field.Name, Expected(field)));
        }
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool? BooleanOf(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => null,
    };

    private static string Expected(SubmissionField field) => field.Kind switch
    {
        FieldKind.Integer => "Must be an integer",
        FieldKind.Number => "Must be a finite number",
        FieldKind.Boolean => "Must be true or false",
        FieldKind.Labels => LabelRule.Expected,
        _ when field.Values.Count > 0 => $"Must be one of: {string.Join(", ", field.Values)}",
        _ => $"Must be text of at most {field.MaxLength} characters",
    };
}
