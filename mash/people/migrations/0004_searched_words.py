"""How words are searched: one function for what is indexed and one for what is asked, so that they agree."""

from django.db import migrations

WITH = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöøùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĴĵĶķĹĺĻļĽľŁłŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžȘșȚț-./_<>&"
WITHOUT = "AAAAAACEEEEIIIINOOOOOOUUUUYaaaaaaceeeeiiiinoooooouuuuyyAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjKkLlLlLlLlNnNnNnOoOoOoRrRrRrSsSsSsSsTtTtUuUuUuUuUuUuWwYyYZzZzZzSsTt       "
"""Each sign stands for the one below it: without its accent; what joins words parts them."""

MAKE = f"""
create function searched_words(said text) returns tsvector language sql immutable strict parallel safe
    return to_tsvector('pg_catalog.english'::regconfig, translate(said, '{WITH}', '{WITHOUT}'));
create function searched_for(said text) returns tsquery language sql immutable strict parallel safe
    return phraseto_tsquery('pg_catalog.english'::regconfig, translate(said, '{WITH}', '{WITHOUT}'));
create function searched_json(said jsonb) returns text language sql immutable strict parallel safe
    return (select coalesce(string_agg(each #>> '{{}}', ' '), '') from jsonb_path_query(said, '$[*].*') each);
"""  # noqa: S608 (no value comes from outside)
UNMAKE = """
drop function searched_json(jsonb); drop function searched_for(text); drop function searched_words(text);
"""


class Migration(migrations.Migration):

    dependencies = [
        ("people", "0003_gender"),
    ]

    operations = [migrations.RunSQL(MAKE, UNMAKE)]
