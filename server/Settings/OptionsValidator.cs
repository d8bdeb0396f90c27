using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ClaudeSidecar.Settings;

/// <summary>Finds everything that is wrong with a configuration in one pass: where, what, and what to write instead.</summary>
public static partial class OptionsValidator
{
    private const string Hours = @"hh\:mm\:ss";

    /// <summary>Every error as one sentence that begins with its JSON path; empty when there is none.</summary>
    public static IReadOnlyList<string> Validate(JsonElement root)
    {
        var errors = new List<string>();
        Check(root, OptionTable.Root, "", errors);
        if (errors.Count == 0)
        {
            errors.AddRange(OptionRules.Check(root));
        }

        return errors;
    }

    private static void Check(JsonElement value, OptionField field, string path, List<string> errors)
    {
        var wrong = field.Kind switch
        {
            OptionKind.Section => Section(value, field, path, errors),
            OptionKind.List => List(value, field, path, errors),
            OptionKind.Shares => Shares(value, path, errors),
            OptionKind.Text => value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()) ? null : "is not a text; write it in double quotes",
            OptionKind.Word => value.ValueKind == JsonValueKind.String && field.Words.Contains(value.GetString()!) ? null : WrongWord(value, field),
            OptionKind.Address => IsAddress(value) ? null : "is not an address such as \"http://127.0.0.1:11434\"; give scheme and host, and neither user, query nor fragment",
            OptionKind.Switch => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "is neither true nor false; write one of them without quotes",
            OptionKind.Number => IsInteger(value, field) ? null : $"is {Shown(value)}; write a whole number {Range(field)}",
            OptionKind.Share => IsShare(value) ? null : WrongShare(value),
            OptionKind.Duration => !IsDuration(value) ? $"is {Shown(value)}; write hours, minutes and seconds as \"00:05:00\"" : WrongDuration(value, field),
            OptionKind.Words => Words(value, field, path, errors),
            OptionKind.Schedule => IsSchedule(value) ? null : $"is {Shown(value)}; write minutes, hours, days, months and weekdays as cron does, such as \"0-4 * * * *\", or \"off\"",
            _ => throw new InvalidOperationException($"{field.Kind} has no check."),
        };

        if (wrong is not null)
        {
            errors.Add($"{(path.Length == 0 ? "the file" : path)} {wrong}.");
        }
    }

    private static string? Section(JsonElement value, OptionField section, string path, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return $"is {Shown(value)}; write an object in braces";
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var inner = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            if (!seen.Add(member.Name))
            {
                errors.Add($"{inner} is set twice; remove one.");
            }
            else if (section.Fields.FirstOrDefault(field => field.Name == member.Name) is { } field)
            {
                Check(member.Value, field, inner, errors);
            }
            else if (path.Length > 0 || member.Name != "$schema")
            {
                errors.Add($"{inner} is unknown; {Hint(member.Name, section)}.");
            }
        }

        errors.AddRange(section.Fields.Where(field => field.Required && !seen.Contains(field.Name)).Select(field => $"{path}.{field.Name} is missing; add it."));
        return null;
    }

    private static string? List(JsonElement value, OptionField list, string path, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
        {
            return "is not a list with at least one entry; write [ { … } ], or leave it out for the default";
        }

        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            Check(item, list with { Kind = OptionKind.Section }, $"{path}[{index++}]", errors);
        }

        return null;
    }

    private static string? Shares(JsonElement value, string path, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return $"is {Shown(value)}; write a list of shares such as [0.2, 0.1]";
        }

        errors.AddRange(value.EnumerateArray().Index().Where(item => !IsShare(item.Item)).Select(item => $"{path}[{item.Index}] {WrongShare(item.Item)}."));
        return null;
    }

    private static string? Words(JsonElement value, OptionField field, string path, List<string> errors)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return $"is {Shown(value)}; write a list of words such as [\"{field.Words[0]}\"]";
        }

        errors.AddRange(value.EnumerateArray().Index()
            .Where(item => item.Item.ValueKind != JsonValueKind.String || !field.Words.Contains(item.Item.GetString()!))
            .Select(item => $"{path}[{item.Index}] {WrongWord(item.Item, field)}."));
        return null;
    }

    private static string Hint(string name, OptionField section) =>
        Spelling.Nearest(name, section.Fields.Select(field => field.Name)) is { } near
            ? $"write \"{near}\" if you meant that, else remove it"
            : $"remove it, or use one of {string.Join(", ", section.Fields.Select(field => field.Name))}";

    private static string WrongWord(JsonElement value, OptionField field) => $"is {Shown(value)}; write one of {string.Join(", ", field.Words.Select(word => $"\"{word}\""))}";

    private static string WrongShare(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.GetDouble() is > 1 and <= 100
        ? string.Create(CultureInfo.InvariantCulture, $"is {value.GetRawText()}, but a share lies between 0 and 1; for {value.GetRawText()} percent write {value.GetDouble() / 100}")
        : $"is {Shown(value)}; write a share between 0 and 1";

    private static string? WrongDuration(JsonElement value, OptionField field)
    {
        var seconds = TimeSpan.ParseExact(value.GetString()!, Hours, CultureInfo.InvariantCulture).TotalSeconds;
        return seconds >= field.Minimum && seconds <= field.Maximum ? null
            : $"is {Shown(value)}; write {(field.Maximum == int.MaxValue ? $"at least \"{Hour(field.Minimum)}\"" : $"a time between \"{Hour(field.Minimum)}\" and \"{Hour(field.Maximum)}\"")}";
    }

    private static string Hour(int seconds) => TimeSpan.FromSeconds(seconds).ToString(Hours, CultureInfo.InvariantCulture);

    private static bool IsAddress(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && Uri.TryCreate(value.GetString(), UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address is { Host.Length: > 0, UserInfo: "", Query: "", Fragment: "" };

    private static bool IsInteger(JsonElement value, OptionField field) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= field.Minimum && number <= field.Maximum;

    private static bool IsShare(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= 1;

    private static bool IsSchedule(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && (value.GetString() == "off" || CronSchedule.TryParse(value.GetString()!, out _));

    private static bool IsDuration(JsonElement value) => value.ValueKind == JsonValueKind.String && Clock().IsMatch(value.GetString()!);

    private static string Range(OptionField field) => field.Maximum == int.MaxValue ? $"of at least {field.Minimum}" : $"between {field.Minimum} and {field.Maximum}";

    private static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ when value.GetRawText() is { Length: > 40 } text => text[..40] + "…",
        _ => value.GetRawText(),
    };

    [GeneratedRegex(@"\A([01]\d|2[0-3]):[0-5]\d:[0-5]\d\z")]
    private static partial Regex Clock();
}
