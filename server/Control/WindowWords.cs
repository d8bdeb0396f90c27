using System.Globalization;
using ClaudeSidecar.Quota;

namespace ClaudeSidecar.Control;

/// <summary>What people call a quota window, before the word "quota". Pure.</summary>
public static class WindowWords
{
    /// <summary>In English, and in Chinese with the spaces that it wants around letters and digits.</summary>
    public static (string Text, string TextZh) Of(QuotaWindow window) => (window.Name, window.Family) switch
    {
        ("5h", _) => ("5-hour", " 5 小时"),
        ("7d", _) => ("weekly", "每周"),
        (var name, { } family) when name.StartsWith("7d_", StringComparison.Ordinal) => ($"weekly {Title(family)}", $"每周 {Title(family)} "),
        var (name, _) => (name, $" {name} "),
    };

    private static string Title(string family) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(family);
}
