using System.Text;
using Dapper;
using KernelHost.Security;

namespace KernelHost.Storage.Sqlite;

/// <summary>A filter as conditions that the audit table's indexes serve; what does not restrict is not mentioned.</summary>
internal static class SqliteAuditFilter
{
    public static (string Conditions, DynamicParameters Values) Of(AuditFilter filter)
    {
        var conditions = new StringBuilder();
        var values = new DynamicParameters();
        Add("organization = @organization", "organization", filter.Organization);
        Add("time >= @from", "from", filter.From?.ToUnixTimeMilliseconds());
        Add("time < @to", "to", filter.To?.ToUnixTimeMilliseconds());
        Add("actor_key = @actor", "actor", filter.Actor);
        Add("subject = @subject", "subject", filter.Subject);
        Add("kind = @kind", "kind", filter.KindPrefix is null ? filter.Kind : null);

        // "config." to "config/": the next character after the dot.
        Add("kind >= @kindFrom", "kindFrom", filter.KindPrefix);
        Add("kind < @kindTo", "kindTo", filter.KindPrefix is { } prefix ? $"{prefix[..^1]}/" : null);
        return (conditions.ToString(), values);

        void Add(string condition, string name, object? value)
        {
            if (value is not null)
            {
                conditions.Append("AND ").Append(condition).Append(' ');
                values.Add(name, value);
            }
        }
    }
}
